// Choices kept on this device: radios or buttons inside `[data-setting="NAME"]`.
import { all } from '../lib/dom';
import { choose, setting, type Setting } from '../lib/settings';
import { onUpgrade } from '../lib/upgrade';

/** What holds: the choice, or where none was made what the player does of itself. */
function holds(name: Setting): string {
  const chosen = setting(name);
  if (name !== 'autoplay' || chosen !== '') return chosen;
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'off' : 'on';
}

onUpgrade((root) => {
  for (const box of all('[data-setting]', root)) {
    const value = holds(box.dataset['setting'] as Setting);
    for (const radio of all<HTMLInputElement>('input[type="radio"]', box)) radio.checked = radio.value === value;
    for (const tick of all<HTMLInputElement>('input[type="checkbox"]', box)) tick.checked = value === 'on';
    for (const button of all<HTMLButtonElement>('button[value]', box)) button.setAttribute('aria-pressed', String(button.value === value));
  }
});

document.addEventListener('change', (event) => {
  const field = event.target as HTMLInputElement;
  const box = field.closest<HTMLElement>('[data-setting]');
  if (box) choose(box.dataset['setting'] as Setting, field.type === 'checkbox' ? (field.checked ? 'on' : 'off') : field.value);
});

document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('[data-setting] button[value]');
  const box = button?.closest<HTMLElement>('[data-setting]');
  if (!button || !box) return;
  choose(box.dataset['setting'] as Setting, button.value);
  for (const other of all('button[value]', box)) other.setAttribute('aria-pressed', String(other === button));
});
