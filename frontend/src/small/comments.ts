// Comments: sent without leaving the page, put where they belong; replies say whom they answer; captions that open.
import { all, ask, elements, make, one, toastFault } from '../lib/dom';
import { onUpgrade, upgrade } from '../lib/upgrade';
import { word } from '../lib/words';

function fault(form: HTMLFormElement, message: string): void {
  one('.error', form)?.remove();
  form.prepend(make('p', { class: 'error', role: 'alert' }, message));
}

async function send(form: HTMLFormElement): Promise<void> {
  const button = one('button', form);
  button?.setAttribute('aria-busy', 'true');
  form.dataset['busy'] = '';
  try {
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => typeof value === 'string' && fields.append(name, value));
    const answer = await ask(form.action, { method: 'POST', accept: 'text/html', headers: { 'X-Fragment': '1' }, body: fields });
    if (answer.status === 422) {
      const told = (await answer.json()) as { errors?: { message: string }[] };
      fault(form, told.errors?.map((e) => e.message).join(' ') ?? word('failed'));
      return;
    }
    if (!answer.ok) {
      toastFault(answer.status);
      return;
    }
    place(form, elements(await answer.text()));
    form.reset();
    unreply(form);
    one('.error', form)?.remove();
  } catch {
    toastFault(0);
  } finally {
    button?.removeAttribute('aria-busy');
    delete form.dataset['busy'];
  }
}

function place(form: HTMLFormElement, fragment: DocumentFragment): void {
  const fresh = one('.comment', fragment);
  if (!fresh) return;
  fresh.classList.add('comment--new');
  upgrade(fragment);
  const parent = one<HTMLInputElement>('input[name="parent"]', form)?.value;
  const home = form.closest('.stage-side, dialog') ?? document;
  const answered = parent ? one(`#c-${CSS.escape(parent)}`, home) : null;
  let list = answered ? one('.replies', answered) : one('[data-comment-list]', home);
  if (answered && !list) answered.append((list = make('ol', { class: 'comments replies' })));
  if (answered) list?.append(fresh);
  else list?.prepend(fresh);
  one('[data-no-comments]', home)?.remove();
  fresh.scrollIntoView({ block: 'nearest' });
}

function unreply(form: Element): void {
  const parent = one<HTMLInputElement>('input[name="parent"]', form);
  if (parent) parent.value = '';
  one('[data-replying]', form)?.remove();
}

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches('form[data-comment-form]') || event.defaultPrevented) return;
  event.preventDefault();
  if (!('busy' in form.dataset)) void send(form);
});

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLElement>('[data-reply]');
  if (link && !event.defaultPrevented) {
    const home = link.closest('.stage-side, dialog') ?? document;
    const form = one<HTMLFormElement>('form[data-comment-form]', home);
    const parent = form && one<HTMLInputElement>('input[name="parent"]', form);
    if (!form || !parent) return;
    event.preventDefault();
    unreply(form);
    parent.value = link.dataset['reply'] ?? '';
    const name = one('.comment-by a', link.closest('.comment') ?? document)?.textContent ?? '';
    const cancel = make('button', { type: 'button', class: 'button button--quiet button--small' }, word('close'));
    cancel.addEventListener('click', () => unreply(form));
    form.prepend(make('p', { class: 'row row--between soft', 'data-replying': true }, word('replying', { name }), cancel));
    one('textarea', form)?.focus();
    return;
  }
  const open = (event.target as Element).closest<HTMLButtonElement>('.film-open');
  const text = open?.previousElementSibling as HTMLElement | null;
  if (open && text) {
    const opened = text.toggleAttribute('data-open');
    open.setAttribute('aria-expanded', String(opened));
    open.textContent = word(opened ? 'less' : 'more');
  }
});

// Control and Enter sends, as everywhere.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  (event.target as Element).closest<HTMLFormElement>('form[data-comment-form]')?.requestSubmit();
});

/** A caption that is cut to two lines gets a button that opens it. */
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const text = target as HTMLElement;
    if (text.hasAttribute('data-open')) continue;
    const cut = text.scrollHeight > text.clientHeight + 2;
    const button = text.nextElementSibling?.matches('.film-open') ? text.nextElementSibling : null;
    if (cut && !button) text.after(make('button', { type: 'button', class: 'film-open', 'aria-expanded': 'false' }, word('more')));
    else if (!cut) button?.remove();
  }
});
onUpgrade((root) => all('[data-clamp]', root).forEach((text) => observer.observe(text)));
