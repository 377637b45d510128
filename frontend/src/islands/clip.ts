// A clip on its athlete's phone, while it is at the station or made ready to look at: looks again by itself until it is there.
import { elements, one } from '../lib/dom';

export function start(root: HTMLElement): void {
  const looking = setInterval(() => void look(), 3_000);
  const look = async (): Promise<void> => {
    try {
      const answer = await fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      const fresh = answer.ok ? one('.clip-state', elements(await answer.text())) : null;
      const here = one('.clip-state', root);
      if (!fresh || !here || fresh.dataset['state'] === here.dataset['state']) return;
      here.replaceWith(fresh);
      if (!['agreed', 'making'].includes(fresh.dataset['state'] ?? '')) clearInterval(looking);
    } catch {
      // Without a connection it looks again later.
    }
  };
}
