// Counters, the warning before words are lost, the guard against sending twice, the focus on what is wrong.
import { all, one } from '../lib/dom';
import { graphemes } from '../lib/format';
import { onUpgrade } from '../lib/upgrade';
import { word } from '../lib/words';

function count(field: HTMLTextAreaElement | HTMLInputElement): void {
  const most = Number(field.dataset['count']);
  const box = one(`[data-counter-for="${CSS.escape(field.id)}"]`);
  if (!box || !most) return;
  const used = graphemes(field.value.trim());
  box.textContent = used > most ? word('counter-over', { over: used - most }) : word('counter', { used, all: most });
  box.toggleAttribute('data-over', used > most);
  field.setCustomValidity(used > most ? word('counter-over', { over: used - most }) : '');
}

document.addEventListener('input', (event) => {
  const field = event.target as HTMLElement;
  if (field.matches('[data-count]:is(textarea, input)')) count(field as HTMLTextAreaElement);
  const guarded = field.closest<HTMLFormElement>('form[data-guard]');
  if (guarded) guarded.dataset['changed'] = '';
});

onUpgrade((root) => {
  all<HTMLTextAreaElement>('textarea[data-count], input[data-count]', root).forEach(count);
  one('[data-focus]', root)?.focus();
});

addEventListener('beforeunload', (event) => {
  if (one('form[data-guard][data-changed]')) event.preventDefault();
});

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented) return;
  delete form.dataset['changed'];
  if (!('once' in form.dataset)) return;
  if ('sent' in form.dataset) event.preventDefault();
  form.dataset['sent'] = '';
  event.submitter?.setAttribute('aria-busy', 'true');
});
// Back from the next page: the form can be sent again.
addEventListener('pageshow', () => {
  for (const form of all<HTMLFormElement>('form[data-sent]')) {
    delete form.dataset['sent'];
    one('[aria-busy]', form)?.removeAttribute('aria-busy');
  }
});
