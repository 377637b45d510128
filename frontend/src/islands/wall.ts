// The display beside a space: asks for its own page twice a minute and takes over what changed. When the connection is lost it
// says so and goes on asking; what it showed last stays.
import { elements, one } from '../lib/dom';

const EVERY = 30_000;

export function start(root: HTMLElement): void {
  const lost = (is: boolean): void => {
    const note = one<HTMLElement>('[data-lost]', root);
    if (note) note.hidden = !is;
  };
  const look = async (): Promise<void> => {
    try {
      const answer = await fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = one('main', elements(await answer.text()));
      if (fresh) root.replaceChildren(...fresh.childNodes);
      lost(false);
    } catch {
      lost(true);
    }
  };
  setInterval(() => void look(), EVERY);
}
