// The films of a feed: their elements, what each says of itself, and further pages fetched as they are needed.
import { all, ask, elements, one } from '../lib/dom';
import type { Rendition } from '../lib/renditions';
import { upgrade } from '../lib/upgrade';

/** What a film's data block says. */
export interface FilmData {
  readonly duration_ms: number;
  readonly width: number;
  readonly height: number;
  readonly renditions: readonly Rendition[];
  readonly captions: readonly { lang: string; label: string; url: string }[];
}

const EMPTY: FilmData = { duration_ms: 0, width: 1080, height: 1920, renditions: [], captions: [] };

/** One film in the page. */
export class Film {
  readonly id: string;
  readonly media: HTMLElement;
  #data: FilmData | undefined;

  constructor(readonly element: HTMLElement) {
    this.id = element.dataset['post'] ?? '';
    this.media = one('.film-media', element) ?? element;
  }

  get data(): FilmData {
    if (this.#data) return this.#data;
    try {
      this.#data = { ...EMPTY, ...(JSON.parse(one('.film-data', this.element)?.textContent ?? '{}') as Partial<FilmData>) };
    } catch {
      this.#data = EMPTY;
    }
    return this.#data;
  }

  /** Whether no rendition stands yet. */
  get making(): boolean {
    return this.element.dataset['state'] === 'making' || this.data.renditions.length === 0;
  }

  get name(): string {
    return one('.film-name', this.element)?.textContent?.trim() ?? '';
  }

  get poster(): HTMLImageElement | null {
    return one<HTMLImageElement>('.film-poster', this.element);
  }
}

/** The films of a feed, in order. */
export class Films {
  readonly list: Film[] = [];
  #asking = false;

  constructor(readonly feed: HTMLElement, readonly onNew: (film: Film) => void) {
    this.#collect(feed);
  }

  #collect(root: ParentNode): void {
    for (const element of all('.film[data-post]', root)) {
      const film = new Film(element);
      this.list.push(film);
      this.onNew(film);
    }
  }

  /** Fetches the next page once the viewer is near the end of what is here. */
  async more(index: number): Promise<void> {
    const link = one<HTMLAnchorElement>('.feed-more[data-next]', this.feed);
    if (!link || this.#asking || index < this.list.length - 3) return;
    this.#asking = true;
    try {
      const answer = await ask(link.dataset['next'] ?? link.href, { accept: 'text/html' });
      if (!answer.ok) return;
      const fragment = elements(await answer.text());
      // A film that has moved in the order since the first page is not shown twice.
      for (const film of this.list) one(`.film[data-post="${CSS.escape(film.id)}"]`, fragment)?.remove();
      const fresh = [...fragment.children];
      link.replaceWith(fragment);
      for (const element of fresh) {
        upgrade(element);
        if (element.matches('.film[data-post]')) {
          const film = new Film(element as HTMLElement);
          this.list.push(film);
          this.onNew(film);
        }
      }
    } catch {
      // Offline: the link stays and is tried again at the next film.
    } finally {
      this.#asking = false;
    }
  }

  /** Puts a film's new element in the place of its old one. */
  replace(old: Film, html: string): Film | undefined {
    const element = one('.film[data-post]', elements(html));
    if (!element) return undefined;
    const position = old.element.dataset['position'];
    if (position) element.dataset['position'] = position;
    old.element.replaceWith(element);
    upgrade(element);
    const film = new Film(element);
    this.list[this.list.indexOf(old)] = film;
    this.onNew(film);
    return film;
  }
}
