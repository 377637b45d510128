// Long work that can be left: a post's renditions, the first run's sample films. Told by server-sent events.
import { all, icon, make, one } from '../lib/dom';

interface Told {
  percent?: number;
  text?: string;
  message?: string;
  renditions?: { rung: string; ready: boolean }[];
}

/** Follows the events at `data-events`. */
export function start(root: HTMLElement): void {
  const address = root.dataset['events'];
  if (!address) return;
  const source = new EventSource(address);
  const bar = one<HTMLProgressElement>('progress', root);
  const text = one('[data-progress-text]', root);
  const percent = one('[data-progress-percent]', root);

  source.addEventListener('progress', (event) => {
    const told = JSON.parse((event as MessageEvent<string>).data) as Told;
    if (told.percent !== undefined && bar) bar.value = told.percent;
    if (told.percent !== undefined && percent) percent.textContent = `${Math.round(told.percent)}%`;
    if (told.text && text) text.textContent = told.text;
    for (const { rung, ready } of told.renditions ?? []) mark(root, rung, ready);
  });
  const then = (): void => {
    const next = root.dataset['then'];
    if (next === undefined || root.dataset['went'] !== undefined) return;
    root.dataset['went'] = '';
    if (next === '') location.reload();
    else location.assign(next);
  };
  source.addEventListener('ready', then);
  source.addEventListener('complete', () => {
    source.close();
    if (bar) bar.value = bar.max;
    for (const rung of all('[data-rung]', root)) mark(root, rung.dataset['rung'] ?? '', true);
    then();
    root.dispatchEvent(new CustomEvent('gs:complete', { bubbles: true }));
  });
  source.addEventListener('refused', (event) => {
    source.close();
    const told = JSON.parse((event as MessageEvent<string>).data) as Told;
    root.classList.add('notice--danger');
    if (text) text.textContent = told.message ?? '';
    bar?.remove();
    root.setAttribute('role', 'alert');
  });
}

function mark(root: HTMLElement, rung: string, ready: boolean): void {
  const chip = one(`[data-rung="${CSS.escape(rung)}"]`, root);
  if (!chip || !ready || 'ready' in chip.dataset) return;
  chip.dataset['ready'] = '';
  chip.replaceChildren(icon('check', 'icon--small'), make('span', {}, chip.textContent ?? rung));
}
