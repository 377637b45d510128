/**
 * The service worker: keeps the shell (style, icons, fonts, the offline page) so that losing the connection shows a page of
 * ours, and shows what is pushed to this browser. It keeps no films and no pages of anyone, and asks no one but our own server.
 */
declare const SHELL: readonly string[];

interface Waits extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetches extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushes extends Waits {
  readonly data: { json(): unknown } | null;
}
interface Presses extends Waits {
  readonly notification: Notification;
}
interface Tab {
  readonly url: string;
  focus(): Promise<unknown>;
}
interface Message {
  title?: string;
  body?: string;
  icon?: string;
  url?: string;
  notification_id?: number;
}

const OFFLINE = '/offline';
// The worker's own text changes whenever a file of the shell does, so each version has its own cache.
const CACHE = `shell-${SHELL.join('').replace(/[^A-Z0-9]/g, '').slice(0, 40)}`;
const worker = self as unknown as {
  addEventListener(name: string, run: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(which: { type: 'window' }): Promise<Tab[]>; openWindow(url: string): Promise<unknown> };
  registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
};

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

/** An address of ours; anything else leads to the list. */
function ours(url: string | undefined): string {
  const list = `${location.origin}/notifications`;
  try {
    const found = new URL(url ?? list);
    return found.origin === location.origin ? found.href : list;
  } catch {
    return list;
  }
}

worker.addEventListener('push', (event: Pushes) => {
  let message: Message = {};
  try {
    message = (event.data?.json() ?? {}) as Message;
  } catch {
    // Whatever it was, a browser wants every push to be shown.
  }
  const options: NotificationOptions = {
    body: message.body ?? '', tag: String(message.notification_id ?? ''), data: ours(message.url),
    ...(message.icon ? { icon: message.icon } : {}),
  };
  event.waitUntil(worker.registration.showNotification(message.title ?? 'Grandstand', options));
});

worker.addEventListener('notificationclick', (event: Presses) => {
  const { notification } = event;
  notification.close();
  const url = String(notification.data);
  const shown = worker.clients.matchAll({ type: 'window' }).then((tabs) => {
    const tab = tabs.find((t) => t.url === url);
    return tab ? tab.focus() : worker.clients.openWindow(url);
  });
  event.waitUntil(shown);
});
