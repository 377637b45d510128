/** Keeps the words of an upload on this device while they are being written, so that a closed tab loses nothing. */
import { icon, make, one } from '../lib/dom';
import { word } from '../lib/words';

const KEY = 'gs.draft.upload';
/** What is never kept: files, the token, the id of an upload. */
const LEFT_OUT = new Set(['csrf', 'upload_id']);

type Kept = Record<string, string>;

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  return [...form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement)
    .filter((e) => e.name !== '' && e.type !== 'file' && !LEFT_OUT.has(e.name));
}

/** Forgets what was kept. */
export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
}

/** Brings kept words back into an untouched form, says so, and keeps what is written from now on. */
export function keep(form: HTMLFormElement): void {
  const text = one<HTMLTextAreaElement>('[name="caption"]', form);
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null;
    // A form that came back from the server with words in it wins.
    if (kept && text && text.value === '' && (kept['caption'] || kept['alt_text'])) {
      for (const field of fields(form)) {
        const value = kept[field.name];
        if (value === undefined) continue;
        if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === value;
        else field.value = value;
      }
      const fresh = make('button', { type: 'button', class: 'button button--small' }, word('draft-clear'));
      const notice = make('div', { class: 'notice', role: 'status' }, icon('undo-2'), make('div', { class: 'grow' }, make('p', {}, word('draft-back'))), fresh);
      fresh.addEventListener('click', () => {
        forget();
        form.reset();
        for (const field of form.querySelectorAll('[data-count]')) field.dispatchEvent(new Event('input', { bubbles: true }));
        notice.remove();
      });
      (text.closest('.form') ?? form).prepend(notice);
      for (const field of form.querySelectorAll('[data-count]')) field.dispatchEvent(new Event('input', { bubbles: true }));
      delete form.dataset['changed'];
    }
  } catch {
    // What cannot be read is left alone.
  }
  let later: ReturnType<typeof setTimeout> | undefined;
  form.addEventListener('input', () => {
    clearTimeout(later);
    later = setTimeout(() => {
      const kept: Kept = {};
      for (const field of fields(form)) if (!(field instanceof HTMLInputElement && field.type === 'radio') || (field as HTMLInputElement).checked) kept[field.name] = field.value;
      try {
        localStorage.setItem(KEY, JSON.stringify(kept));
      } catch {
        // A full or forbidden storage costs the draft, not the post.
      }
    }, 400);
  });
}
