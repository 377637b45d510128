// "Why this?" offers the receipt of the page that brought the film, as the server sent it beside the films: nothing is
// asked again, so what is kept is what was served.
import { all, one } from '../lib/dom';
import { onUpgrade } from '../lib/upgrade';

function receiptOf(post: string): string | undefined {
  let next = one(`.film[data-post="${CSS.escape(post)}"]`)?.nextElementSibling;
  while (next && !next.matches('.feed-receipt')) next = next.nextElementSibling;
  return next?.textContent ?? undefined;
}

onUpgrade((root) => {
  for (const link of all<HTMLAnchorElement>('a[data-receipt-of]', root)) {
    const receipt = receiptOf(link.dataset['receiptOf'] ?? '');
    if (!receipt) continue;
    link.href = URL.createObjectURL(new Blob([receipt], { type: 'application/json' }));
    link.hidden = false;
  }
});
