// Comments beside the film on a desktop, in a sheet on a phone.
import { ask, elements, one } from '../lib/dom';
import { upgrade } from '../lib/upgrade';
import { word } from '../lib/words';
import { fetchDialog } from '../small/dialogs';
import type { Film } from './films';

/** Where the comments stand beside the film. */
const BESIDE = matchMedia('(min-width: 78rem)');

/** Puts a part in the colour of a film's team. */
export function wear(part: HTMLElement, film: Film): void {
  const team = film.element.dataset['team'];
  if (team) part.dataset['team'] = team;
  else delete part.dataset['team'];
}

/** Keeps the panel with the film in view. */
export class Side {
  #asked: AbortController | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly panel: HTMLElement | null, first: Film | undefined) {
    if (panel && panel.childElementCount > 0 && first) {
      panel.dataset['for'] = first.id;
      wear(panel, first);
    }
  }

  /** Shows a film's comments once the viewer has stayed with it for a moment. */
  show(film: Film): void {
    clearTimeout(this.#later);
    if (!this.panel || !BESIDE.matches || this.panel.dataset['for'] === film.id) return;
    this.#later = setTimeout(() => void this.#fetch(film), 350);
  }

  async #fetch(film: Film): Promise<void> {
    const { panel } = this;
    const address = one('[data-comments]', film.element)?.dataset['comments'];
    if (!panel || !address) return;
    // Words being written are not taken away.
    if (one<HTMLTextAreaElement>('textarea', panel)?.value.trim()) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    panel.setAttribute('aria-busy', 'true');
    try {
      const answer = await ask(`${address}?fragment=1`, { accept: 'text/html', signal: this.#asked.signal });
      if (!answer.ok) return;
      panel.replaceChildren(elements(await answer.text()));
      panel.dataset['for'] = film.id;
      wear(panel, film);
      upgrade(panel);
    } catch {
      // Left for another film, or offline: the panel keeps what it has.
    } finally {
      panel.removeAttribute('aria-busy');
    }
  }

  /** A press on a film's comments: into the panel, or a sheet; false when the page itself has them. */
  open(film: Film, link: HTMLAnchorElement): boolean {
    if (!this.panel || this.panel.id === 'comments') return false;
    if (BESIDE.matches) {
      one('textarea, a', this.panel)?.focus();
      return true;
    }
    void fetchDialog(`${link.dataset['comments'] ?? ''}?fragment=1`, word('comments'), link.href);
    return film.id !== '';
  }
}
