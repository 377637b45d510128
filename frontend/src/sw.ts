/**
 * The service worker: keeps the shell (style, icons, fonts, the offline page) so that losing the connection shows a page of
 * ours. It keeps no films and no pages of anyone, and asks no one but our own server.
 */
declare const SHELL: readonly string[];

interface Waits extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetches extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const OFFLINE = '/offline';
// The worker's own text changes whenever a file of the shell does, so each version has its own cache.
const CACHE = `shell-${SHELL.join('').replace(/[^A-Z0-9]/g, '').slice(0, 40)}`;
const worker = self as unknown as { addEventListener(name: string, run: (event: never) => void): void; skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

worker.addEventListener('install', (event: Waits) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...SHELL, OFFLINE])).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event: Waits) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event: Fetches) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
  } else if (SHELL.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
