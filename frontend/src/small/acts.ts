// One press, no page load: toggles (cheer, follow, bookmark, hide, mute), sharing, copying. Each is a form or a link that
// works alone; here it is only quicker.
import { all, ask, icon, make, one, still, toast, toastFault } from '../lib/dom';
import { compact } from '../lib/format';
import { word } from '../lib/words';

interface ToggleAnswer {
  on: boolean;
  count?: number;
}

function showCount(form: Element, count: number): void {
  const box = one('[data-count]', form);
  if (!box) return;
  box.title = count.toLocaleString(document.documentElement.lang || 'en-GB');
  box.textContent = compact(count);
}

/** The exact number behind a humanised one: its title, without the separators of any language. */
function countOf(form: Element): number | undefined {
  const box = one('[data-count]', form);
  const digits = (box?.title || box?.textContent || '').replace(/\D/g, '');
  return digits ? Number(digits) : undefined;
}

/** Shows a state on every form of the page with the same action. */
function show(action: string, state: ToggleAnswer): void {
  for (const form of all<HTMLFormElement>('form[data-toggle]').filter((f) => f.action === action)) {
    one('[aria-pressed]', form)?.setAttribute('aria-pressed', String(state.on));
    const field = one<HTMLInputElement>('input[name="on"]', form);
    if (field) field.value = String(!state.on);
    if (state.count !== undefined) showCount(form, state.count);
  }
}

/** The cheer bursts once: slanted tiers, like the mark. */
export function burst(button: Element): void {
  if (still()) return;
  const box = make('span', { class: 'burst', 'aria-hidden': 'true' });
  for (let i = 0; i < 12; i += 1) {
    const piece = make('i');
    piece.style.setProperty('--turn', `${i * 30}deg`);
    box.append(piece);
  }
  button.append(box);
  setTimeout(() => box.remove(), 700);
}

async function toggle(form: HTMLFormElement, button: HTMLElement): Promise<void> {
  const on = one<HTMLInputElement>('input[name="on"]', form)?.value !== 'false';
  const before = countOf(form);
  const back: ToggleAnswer = before === undefined ? { on: !on } : { on: !on, count: before };
  form.dataset['busy'] = '';
  show(form.action, before === undefined ? { on } : { on, count: Math.max(0, before + (on ? 1 : -1)) });
  if (on && form.dataset['toggle'] === 'cheer') burst(button);
  try {
    const answer = await ask(form.action, { method: 'POST', body: new URLSearchParams({ on: String(on), csrf: one<HTMLInputElement>('input[name="csrf"]', form)?.value ?? '' }) });
    if (answer.ok) show(form.action, (await answer.json()) as ToggleAnswer);
    else {
      show(form.action, back);
      toastFault(answer.status);
    }
    if (answer.ok) form.dispatchEvent(new CustomEvent('gs:toggled', { bubbles: true, detail: { kind: form.dataset['toggle'], on } }));
  } catch {
    show(form.action, back);
    toastFault(0);
  } finally {
    delete form.dataset['busy'];
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches('form[data-toggle]') || event.defaultPrevented) return;
  event.preventDefault();
  if (!('busy' in form.dataset)) void toggle(form, (event.submitter ?? one('button', form) ?? form) as HTMLElement);
});

/** Copies text. Without the clipboard (plain http) the address is shown in a field to copy from. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(word('copied'));
  } catch {
    prompt(word('copy-this'), text);
  }
}

document.addEventListener('click', (event) => {
  const target = (event.target as Element).closest<HTMLElement>('[data-share], [data-copy]');
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (target.dataset['copy'] !== undefined) {
    void copy(target.dataset['copy'] || location.href);
    return;
  }
  const url = new URL(target.dataset['share'] || location.pathname, location.href).href;
  const post = target.closest<HTMLElement>('[data-post]')?.dataset['post'];
  const tell = (): void => {
    if (post) void ask(`/api/grandstand/v1/posts/${post}/shares`, { method: 'POST' }).catch(() => undefined);
  };
  if (typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches) {
    navigator.share({ url, title: target.dataset['shareTitle'] ?? document.title }).then(tell).catch(() => undefined);
  } else void copy(url).then(tell);
});

/** A button with an icon and a hidden name. */
export function iconButton(name: string, label: string, className: string): HTMLButtonElement {
  return make('button', { type: 'button', class: className, 'aria-label': label, title: label }, icon(name));
}
