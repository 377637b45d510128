// Relative times and countdowns, brought up to date together.
import { all, make } from '../lib/dom';
import { relative, remaining } from '../lib/format';
import { onUpgrade } from '../lib/upgrade';
import { word } from '../lib/words';

function showTimes(root: ParentNode): void {
  for (const time of all<HTMLTimeElement>('time[data-time]', root)) {
    const absolute = (time.title ||= time.textContent ?? '');
    const text = relative(Date.parse(time.dateTime), Date.now(), document.documentElement.lang || 'en-GB') ?? absolute;
    if (time.textContent !== text) time.textContent = text;
  }
}

/** Lays out the tiles; seconds only on the last day, so that nothing ticks in the corner of the eye for months. */
function showCountdowns(root: ParentNode): void {
  for (const box of all('[data-countdown]', root)) {
    const left = remaining(Date.parse(box.dataset['countdown'] ?? ''), Date.now());
    const absolute = (box.title ||= (box.textContent ?? '').trim());
    if (!left) {
      if (box.dataset['state'] !== 'over') box.replaceChildren(make('span', { class: 'countdown-value' }, word('started')));
      box.dataset['state'] = 'over';
      continue;
    }
    const parts: [number, string][] = left.days > 0
      ? [[left.days, word(left.days === 1 ? 'day' : 'days')], [left.hours, word(left.hours === 1 ? 'hour' : 'hours')], [left.minutes, word('minutes')]]
      : [[left.hours, word(left.hours === 1 ? 'hour' : 'hours')], [left.minutes, word('minutes')], [left.seconds, word('seconds')]];
    const tiles = parts.map(([value, unit]) => make('span', { class: 'countdown-tile' },
      make('span', { class: 'countdown-value' }, String(value).padStart(2, '0')), make('span', { class: 'countdown-unit' }, unit)));
    // The tiles are for the eye; a screen reader hears the date once and no ticking.
    const shown = make('span', { class: 'row row--fixed', 'aria-hidden': 'true' }, ...tiles);
    box.replaceChildren(make('span', { class: 'visually-hidden' }, absolute), shown);
  }
}

onUpgrade((root) => {
  showTimes(root);
  showCountdowns(root);
});
setInterval(() => {
  if (document.hidden) return;
  showCountdowns(document);
}, 1000);
setInterval(() => showTimes(document), 30_000);
document.addEventListener('visibilitychange', () => document.hidden || (showTimes(document), showCountdowns(document)));
