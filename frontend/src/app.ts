// The one script of every page: does the small things itself and loads the island that the page names, and nothing else.
import { all } from './lib/dom';
import { upgrade } from './lib/upgrade';
import './small/acts';
import './small/comments';
import './small/dialogs';
import './small/forms';
import './small/painted';
import './small/receipts';
import './small/settings';
import './small/times';

type Island = { start(root: HTMLElement): void };

const ISLANDS: Record<string, () => Promise<Island>> = {
  player: () => import('./islands/player'),
  upload: () => import('./islands/upload'),
  passkey: () => import('./islands/passkey'),
  progress: () => import('./islands/progress'),
  push: () => import('./islands/push'),
  review: () => import('./islands/review'),
  sliders: () => import('./islands/sliders'),
  attendance: () => import('./islands/attendance'),
  board: () => import('./islands/board'),
  wall: () => import('./islands/wall'),
  station: () => import('./islands/station'),
  clip: () => import('./islands/clip'),
};

upgrade(document);
for (const root of all('[data-island]')) {
  const load = ISLANDS[root.dataset['island'] ?? ''];
  // An island that does not load leaves the page as it was: it works without.
  load?.().then((island) => island.start(root)).catch((error: unknown) => console.error(error));
}

if ('serviceWorker' in navigator && isSecureContext) {
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined));
}
