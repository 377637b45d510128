// Notifications in this browser: says whether they can be had here, and turns them on or off.
import { ask, one } from '../lib/dom';
import { word, type WordKey } from '../lib/words';

const ADDRESS = '/api/grandstand/v1/push';

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

class Refused extends Error {}

/** Follows the one button of the section. */
export function start(root: HTMLElement): void {
  const state = one('[data-push-state]', root);
  const error = one('[data-push-error]', root);
  const button = one<HTMLButtonElement>('[data-push-press]', root);
  if (!state || !error || !button) return;
  suggestZone();
  const say = (key: WordKey): void => {
    state.textContent = word(key);
  };
  const fault = (text: string): void => {
    error.textContent = text;
    error.hidden = text === '';
  };
  if (!isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    say('push-none');
    return;
  }

  let on = false;
  const show = (): void => {
    const denied = Notification.permission === 'denied';
    say(denied ? 'push-denied' : on ? 'push-on' : 'push-off');
    button.hidden = denied;
    button.textContent = word(on ? 'push-turn-off' : 'push-turn-on');
    root.dataset['here'] = on ? 'on' : 'off';
  };

  const turnOn = async (): Promise<void> => {
    // Asked of the browser first, while the press still counts as one.
    if ((await Notification.requestPermission()) !== 'granted') return;
    const worker = await navigator.serviceWorker.ready;
    const known = await worker.pushManager.getSubscription();
    // One made for another host's key would never be told anything.
    if (known) await known.unsubscribe();
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(root.dataset['key'] ?? '') });
    const answer = await ask(ADDRESS, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(made) });
    if (!answer.ok) {
      await made.unsubscribe();
      const told = (await answer.json().catch(() => ({}))) as { message?: string };
      throw new Refused(told.message ?? word('failed'));
    }
    on = true;
  };
  const turnOff = async (): Promise<void> => {
    const answer = await ask(ADDRESS, { method: 'DELETE' });
    if (!answer.ok) throw new Refused(word('failed'));
    const worker = await navigator.serviceWorker.ready;
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    on = false;
  };

  button.addEventListener('click', () => {
    fault('');
    button.setAttribute('aria-busy', 'true');
    (on ? turnOff() : turnOn())
      .catch((reason: unknown) => fault(reason instanceof Refused ? reason.message : word('push-failed')))
      .finally(() => {
        button.removeAttribute('aria-busy');
        show();
      });
  });

  // Both must know of it: the server, and this browser.
  void navigator.serviceWorker.ready
    .then((worker) => worker.pushManager.getSubscription())
    .then((known) => {
      on = known !== null && root.dataset['here'] === 'on';
    })
    .catch(() => undefined)
    .then(show);
}

/** Proposes the zone of this device where none was chosen; it counts when the form is saved. */
function suggestZone(): void {
  const field = one<HTMLInputElement>('input[data-zone]');
  if (field && field.value === '') field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
