// Three <video> elements serve every film: the one in view, the one that comes next, and the one before. Sources are
// chosen when a film takes an element; the element it leaves keeps nothing.
import { make, one } from '../lib/dom';
import { blend, choose } from '../lib/renditions';
import { painted } from '../small/painted';
import type { Film } from './films';

interface Connection {
  saveData?: boolean;
  downlink?: number;
}

const connection = (): Connection => (navigator as Navigator & { connection?: Connection }).connection ?? {};

/** Whether the viewer asked to save data: nothing is then loaded before it is wanted. */
export const savesData = (): boolean => connection().saveData === true || matchMedia('(prefers-reduced-data: reduce)').matches;

const REMEMBERED = 'gs.throughput';

/** The pool. */
export class Pool {
  readonly #videos: HTMLVideoElement[] = [];
  readonly #films = new Map<HTMLVideoElement, Film>();
  #throughput: number | undefined;
  /** Bits per second of what each element plays. */
  readonly #rates = new Map<HTMLVideoElement, number>();

  constructor(size: number, prepare: (video: HTMLVideoElement) => void) {
    const kept = Number(sessionStorage.getItem(REMEMBERED));
    this.#throughput = kept > 0 ? kept : undefined;
    for (let i = 0; i < size; i += 1) {
      const video = make('video', { playsinline: true, preload: 'none', tabindex: '-1' });
      video.muted = true;
      video.loop = true;
      video.disablePictureInPicture = false;
      this.#measure(video);
      prepare(video);
      this.#videos.push(video);
    }
  }

  /** The film that an element shows. */
  filmOf(video: HTMLVideoElement): Film | undefined {
    return this.#films.get(video);
  }

  /** The element that shows a film, if one does. */
  videoOf(film: Film): HTMLVideoElement | undefined {
    return this.#videos.find((video) => this.#films.get(video) === film);
  }

  /** Gives a film an element, taking it from the film that is farthest from the viewer. */
  take(film: Film, distance: (other: Film) => number): HTMLVideoElement | undefined {
    const has = this.videoOf(film);
    if (has) return has;
    const rendition = choose(film.data.renditions.filter((r) => !r.codecs || this.#canPlay(r.codecs)), {
      cssShort: Math.min(film.media.clientWidth, film.media.clientHeight) || 360,
      pixelRatio: devicePixelRatio,
      saveData: savesData(),
      throughput: this.#throughput,
    });
    if (!rendition) return undefined;
    const free = (video: HTMLVideoElement): number => {
      const shown = this.#films.get(video);
      return shown ? distance(shown) : Number.POSITIVE_INFINITY;
    };
    const video = this.#videos.reduce((a, b) => (free(b) > free(a) ? b : a));
    this.release(video);
    this.#films.set(video, film);
    this.#rates.set(video, rendition.bit_rate);
    const { data } = film;
    video.width = data.width;
    video.height = data.height;
    const track = data.captions.find((c) => c.lang === document.documentElement.lang) ?? data.captions.find((c) => navigator.languages.some((l) => l.split('-')[0] === c.lang.split('-')[0])) ?? data.captions[0];
    if (track) video.append(make('track', { kind: 'captions', src: track.url, srclang: track.lang, label: track.label }));
    video.src = rendition.url;
    video.setAttribute('aria-label', film.poster?.alt || film.name);
    film.media.append(video);
    for (const text of video.textTracks) text.mode = 'hidden';
    return video;
  }

  /** Loads ahead what a film needs to start. */
  preload(video: HTMLVideoElement): void {
    if (video.preload === 'auto') return;
    video.preload = 'auto';
    if (video.readyState === 0) video.load();
  }

  /** Takes an element from its film. */
  release(video: HTMLVideoElement): void {
    video.pause();
    delete video.dataset['shown'];
    video.replaceChildren();
    video.removeAttribute('src');
    video.preload = 'none';
    video.load();
    video.remove();
    this.#films.delete(video);
  }

  #canPlay(codecs: string): boolean {
    return (this.#videos[0]?.canPlayType(`video/mp4; codecs="${codecs}"`) ?? '') !== '';
  }

  /** Seconds that are loaded ahead of where a film plays. */
  static ahead(video: HTMLVideoElement): number {
    for (let i = 0; i < video.buffered.length; i += 1) {
      if (video.buffered.start(i) <= video.currentTime + 0.1 && video.buffered.end(i) > video.currentTime) {
        return video.buffered.end(i) >= video.duration - 0.2 ? Number.POSITIVE_INFINITY : video.buffered.end(i) - video.currentTime;
      }
    }
    return 0;
  }

  /** Learns what the connection carries from how fast seconds of known weight arrive. */
  #measure(video: HTMLVideoElement): void {
    let since = 0;
    let held = 0;
    const loaded = (): number => (video.buffered.length > 0 ? video.buffered.end(video.buffered.length - 1) : 0);
    video.addEventListener('loadstart', () => {
      since = performance.now();
      held = 0;
    });
    video.addEventListener('progress', () => {
      const spent = performance.now() - since;
      const gained = loaded() - held;
      const rate = this.#rates.get(video);
      if (!rate || gained < 1 || spent < 50) return;
      this.#throughput = blend(this.#throughput, (gained * rate) / (spent / 1000));
      since = performance.now();
      held = loaded();
      try {
        sessionStorage.setItem(REMEMBERED, String(Math.round(this.#throughput)));
      } catch {
        // Measured again on the next page.
      }
    });
  }
}

/** The film's own colours, blurred behind it on a desktop. */
export function glow(film: Film): void {
  const frame = one('.film-frame', film.element);
  const hash = film.media.dataset['blurhash'];
  if (!frame || !hash || one('.film-glow', frame)) return;
  const canvas = painted(hash, 'film-glow');
  if (canvas) frame.prepend(canvas);
}
