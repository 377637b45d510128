// Native dialogs: those in the page (`data-dialog`), those fetched (`data-dialog-from`), and the question before an act
// that cannot be undone (`data-confirm`). One at a time.
import { ask, elements, icon, make, one, toastFault } from '../lib/dom';
import { upgrade } from '../lib/upgrade';
import { word } from '../lib/words';

/** Makes a dialog with a head and shows it. It leaves the page when it closes. */
export function openDialog(title: string, body: (Node | string)[], foot: Node[] = []): HTMLDialogElement {
  const close = make('button', { type: 'button', class: 'button button--icon', 'data-close': true, 'aria-label': word('close') }, icon('x'));
  const dialog = make('dialog', { class: 'dialog dialog--sheet', 'aria-label': title },
    make('div', { class: 'dialog-head' }, make('h2', { class: 'dialog-title' }, title), close),
    make('div', { class: 'dialog-body' }, ...body));
  if (foot.length > 0) dialog.append(make('div', { class: 'dialog-foot' }, ...foot));
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  showDialog(dialog);
  return dialog;
}

function showDialog(dialog: HTMLDialogElement): void {
  one<HTMLDialogElement>('dialog[open]')?.close();
  dialog.showModal();
}

/** Asks a question. */
export function confirmed(question: string): Promise<boolean> {
  return new Promise((answer) => {
    const no = make('button', { type: 'button', class: 'button' }, word('confirm-no'));
    const yes = make('button', { type: 'button', class: 'button button--danger' }, word('confirm-yes'));
    const dialog = openDialog(word('confirm-title'), [make('p', {}, question)], [no, yes]);
    yes.addEventListener('click', () => {
      answer(true);
      dialog.close();
    });
    no.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => answer(false));
    no.focus();
  });
}

/** Fetches a fragment and shows it in a dialog; a refusal follows the link instead. */
export async function fetchDialog(address: string, title: string, otherwise: string): Promise<HTMLDialogElement | undefined> {
  try {
    const answer = await ask(address, { accept: 'text/html' });
    if (!answer.ok) {
      location.assign(otherwise);
      return undefined;
    }
    const dialog = openDialog(title, [elements(await answer.text())]);
    upgrade(dialog);
    return dialog;
  } catch {
    toastFault(0);
    return undefined;
  }
}

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const dialog = target.closest('dialog');
  // A press on the backdrop falls on the dialog itself.
  if (dialog && (target === dialog || target.closest('[data-close]'))) {
    dialog.close();
    return;
  }
  const named = target.closest<HTMLElement>('[data-dialog]');
  const known = named && document.getElementById(named.dataset['dialog'] ?? '');
  if (known instanceof HTMLDialogElement) {
    event.preventDefault();
    showDialog(known);
    return;
  }
  const fetched = target.closest<HTMLAnchorElement>('a[data-dialog-from]');
  if (fetched) {
    event.preventDefault();
    void fetchDialog(fetched.dataset['dialogFrom'] ?? fetched.href, fetched.dataset['dialogTitle'] ?? (fetched.textContent ?? '').trim(), fetched.href);
  }
  // An open menu closes on a press elsewhere.
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = (event.target as Element).closest<HTMLDetailsElement>('details[data-menu][open]');
  if (menu) {
    menu.open = false;
    one('summary', menu)?.focus();
  }
});

// Before the toggles: in the capture phase, so that nothing is sent before the answer.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  const submitter = event.submitter as HTMLButtonElement | null;
  const question = submitter?.dataset['confirm'] ?? form.dataset['confirm'];
  if (!question || 'sure' in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void confirmed(question).then((sure) => {
    if (!sure) return;
    form.dataset['sure'] = '';
    form.requestSubmit(submitter);
    delete form.dataset['sure'];
  });
}, true);
