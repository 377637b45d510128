// The day board: a booking is drawn to a free field, which sends the same form as the two presses without scripts. What the
// server says is shown on its page, so nothing here decides whether a move is allowed.
import { all, make, one } from '../lib/dom';

/** How much of the day (px) is in sight before its first booking, under the names of the spaces. */
const LEAD = 100;

interface Taken {
  readonly id: string;
  readonly minutes: string;
  readonly block: HTMLElement;
}

export function start(root: HTMLElement): void {
  // A day begins where something is on.
  const [frame, first] = [one('.board-frame', root), one('.board-block', root)];
  if (frame && first) frame.scrollTop = first.getBoundingClientRect().top - frame.getBoundingClientRect().top - LEAD;
  let taken: Taken | undefined;
  for (const block of all<HTMLElement>('[data-booking]', root)) {
    block.addEventListener('dragstart', (event) => {
      taken = { id: block.dataset['booking'] ?? '', minutes: block.dataset['minutes'] ?? '', block };
      block.dataset['drawn'] = '';
      event.dataTransfer?.setData('text/plain', block.textContent ?? '');
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
    });
    block.addEventListener('dragend', () => {
      delete block.dataset['drawn'];
      taken = undefined;
    });
  }
  for (const field of all<HTMLElement>('.board-free', root)) {
    for (const name of ['dragenter', 'dragover']) {
      field.addEventListener(name, (event) => {
        if (!taken) return;
        event.preventDefault();
        field.dataset['over'] = '';
      });
    }
    field.addEventListener('dragleave', () => delete field.dataset['over']);
    field.addEventListener('drop', (event) => {
      delete field.dataset['over'];
      if (!taken) return;
      event.preventDefault();
      move(root, taken, field);
    });
  }
  // Only now: what is drawn before somebody listens would go nowhere.
  for (const block of all<HTMLElement>('[data-booking]', root)) block.draggable = true;
}

/** Sends the form that the field's button would. */
function move(root: HTMLElement, taken: Taken, field: HTMLElement): void {
  const hidden = (name: string, value: string): HTMLElement => make('input', { type: 'hidden', name, value });
  const form = make('form', { method: 'post', action: `/bookings/${taken.id}/move`, hidden: true },
    hidden('csrf', root.dataset['csrf'] ?? ''), hidden('back', 'board'), hidden('minutes', taken.minutes),
    hidden('space', field.dataset['space'] ?? ''), hidden('day', field.dataset['day'] ?? ''), hidden('time', field.dataset['time'] ?? ''));
  root.append(form);
  form.submit();
}
