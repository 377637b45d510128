/** Reads a caption file as soon as it is chosen: how many captions, which, or in which line something is wrong. */
import { icon, make, one } from '../lib/dom';
import { clock } from '../lib/format';
import { parse, type Cue } from '../lib/cues';
import { word } from '../lib/words';

const SHOWN = 60;

async function check(input: HTMLInputElement): Promise<void> {
  const field = input.closest('.field') ?? input.parentElement;
  if (!field) return;
  const box = one('[data-cues]', field) ?? field.appendChild(make('div', { class: 'stack stack--tight', 'data-cues': true, 'aria-live': 'polite' }));
  box.replaceChildren();
  input.setCustomValidity('');
  const file = input.files?.[0];
  if (!file) return;
  const read = parse(await file.text());
  if ('key' in read) {
    const sentence = word(read.key, { line: read.line });
    input.setCustomValidity(sentence);
    box.append(make('p', { class: 'error' }, icon('circle-alert', 'icon--small'), sentence));
    return;
  }
  const time = (ms: number): string => clock(ms / 1000);
  const first = read[0] as Cue;
  const last = read[read.length - 1] as Cue;
  const good = word('captions-good', { count: read.length, first: time(first.start), last: time(last.end) });
  const list = make('ol', { class: 'cues' });
  for (const cue of read.slice(0, SHOWN)) list.append(make('li', { class: 'cue' }, make('time', {}, time(cue.start)), make('span', { dir: 'auto' }, cue.text)));
  box.append(make('p', {}, good), make('div', { class: 'cue-list', role: 'region', 'aria-label': good, tabindex: 0 }, list));
}

/** Watches one file field. */
export function checkCaptions(input: HTMLInputElement): void {
  input.addEventListener('change', () => void check(input));
}
