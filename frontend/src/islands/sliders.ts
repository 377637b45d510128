// The sliders of For you: each move is kept at once, and what would come next is fetched anew.
import { all, ask, elements, one, toastFault } from '../lib/dom';
import { upgrade } from '../lib/upgrade';

/** Moves wait this long (ms) for a further one, so that a drag is kept once. */
const PAUSE = 250;

/** Follows the sliders of a form. */
export function start(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  form.dataset['live'] = '';
  let waiting = 0;
  form.addEventListener('input', (event) => {
    const range = event.target;
    if (!(range instanceof HTMLInputElement) || range.type !== 'range') return;
    say(range);
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void keep(form), PAUSE);
  });
  // Moved before this script had arrived.
  const early = all<HTMLInputElement>('input[type="range"]', form).filter((range) => range.value !== range.defaultValue);
  early.forEach(say);
  if (early.length > 0) void keep(form);
}

/** Says in words where a slider stands. */
function say(range: HTMLInputElement): void {
  const texts = (range.dataset['texts'] ?? '').split('|');
  range.setAttribute('aria-valuetext', texts[Number(range.value) + 2] ?? range.value);
}

async function keep(form: HTMLFormElement): Promise<void> {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) kept.append(name, String(value));
  try {
    const answer = await ask(form.action, { method: 'POST', body: kept, accept: 'application/json' });
    if (!answer.ok) return toastFault(answer.status);
    const next = await ask(form.dataset['next'] ?? '', { accept: 'text/html' });
    const place = one('[data-feed-next]');
    if (!next.ok || !place) return;
    place.replaceChildren(elements(await next.text()));
    upgrade(place);
  } catch {
    toastFault(0);
  }
}
