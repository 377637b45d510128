// A review: the film and what was said at its moments go together. A time seeks, marks stand on a bar under the film, what is
// said of the moment that plays is marked, and M writes at that moment.
import { all, make, one } from '../lib/dom';
import { setting } from '../lib/settings';

/** How long (s) after its moment something said is marked. */
const NEAR = 3;

/** A moment as people write it: `1:15.5`; as the server does. */
function written(seconds: number): string {
  const tenths = Math.floor(Math.max(0, seconds) * 10);
  const whole = Math.floor(tenths / 10);
  const part = tenths % 10 === 0 ? '' : `.${tenths % 10}`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}${part}`;
}

/** Whether keys are for a field just now. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Joins film and words. */
export function start(root: HTMLElement): void {
  const film = one<HTMLVideoElement>('.review-video', root);
  if (!film) return;
  const remarks = all('[data-at]', root);
  const bar = one('[data-review-bar]', root);
  const done = one('[data-review-done]', root);
  const now = one('[data-review-now]', root);
  const form = one<HTMLFormElement>('[data-review-form]', root);
  const at = (remark: HTMLElement): number => Number(remark.dataset['at']);
  const length = (): number => (film.duration > 0 && Number.isFinite(film.duration) ? film.duration : Number(film.dataset['length']) / 1000);

  const seek = (seconds: number): void => {
    film.pause();
    film.currentTime = Math.min(seconds, length());
    show();
  };
  const show = (): void => {
    const time = film.currentTime;
    if (done) done.style.width = `${(100 * time) / length()}%`;
    if (now) now.textContent = written(time);
    const last = remarks.filter((r) => at(r) <= time + 0.05 && time - at(r) < NEAR).at(-1);
    for (const remark of remarks) remark.toggleAttribute('aria-current', remark === last);
  };
  const say = (): void => {
    const moment = form && one<HTMLInputElement>('[name="at"]', form);
    const words = form && one<HTMLTextAreaElement>('[name="text"]', form);
    if (!moment || !words) return;
    film.pause();
    moment.value = written(film.currentTime);
    words.focus();
  };

  for (const remark of remarks) {
    const mark = make('span', { class: 'review-mark', 'data-must': remark.dataset['must'] });
    mark.style.insetInlineStart = `${(100 * at(remark)) / length()}%`;
    bar?.append(mark);
  }
  bar?.addEventListener('click', (event) => {
    const box = bar.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * length());
  });
  root.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLElement>('[data-seek]');
    if (!link) return;
    event.preventDefault();
    seek(Number(link.dataset['seek']));
  });
  one('[data-review-say]', root)?.addEventListener('click', say);
  document.addEventListener('keydown', (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key.toLowerCase() !== 'm' || !plain || typing(event.target) || setting('keys') === 'off') return;
    event.preventDefault();
    say();
  });
  film.addEventListener('timeupdate', show);
  film.addEventListener('seeked', show);
  // It may have been moved before this script had arrived.
  show();
  const named = /^#remark-\d+$/.test(location.hash) ? one(location.hash, root) : null;
  if (named?.dataset['at'] !== undefined) seek(at(named));
}
