// The vertical player: one film at a time fills the screen. Upgrades a list of stills with native controls; what it needs
// is in README.md ("The film and the feed").
import { all, ask, make, one, still } from '../lib/dom';
import { choose, setting } from '../lib/settings';
import { Batch, Stopwatch } from '../lib/watches';
import { autoplays, Chrome, help, type Acts } from '../player/chrome';
import { Films, type Film } from '../player/films';
import { glow, Pool, savesData } from '../player/pool';
import { Side, wear } from '../player/side';

/** Seconds of the film in view that must be loaded before the next one may load. */
const AHEAD_BEFORE_NEXT = 5;
const WATCHES = '/api/grandstand/v1/watches';

/** Starts the player on a stage. */
export function start(stage: HTMLElement): void {
  const feed = one('.feed', stage);
  if (feed) new Player(stage, feed).begin();
}

class Player implements Acts {
  readonly #films: Films;
  readonly #pool: Pool;
  readonly #chrome: Chrome;
  readonly #side: Side;
  readonly #batch = new Batch();
  readonly #watch = new Stopwatch();
  /** What is watched while one acts for another is nobody's. */
  readonly #counts = one('.acting-bar') === null;
  readonly #alone: boolean;
  readonly #surface: string;
  readonly #total: number;
  readonly #seen: IntersectionObserver;
  #index = -1;
  #done = false;
  #sound = setting('sound') === 'on';
  /** The viewer pressed pause: nothing starts by itself until they press play. */
  #held = false;
  #events: EventSource | undefined;

  constructor(readonly stage: HTMLElement, readonly feed: HTMLElement) {
    this.#surface = stage.dataset['surface'] ?? 'link';
    this.#total = Number(stage.dataset['total'] ?? 0);
    this.#alone = stage.classList.contains('stage--single') || stage.hasAttribute('data-alone');
    this.#chrome = new Chrome(this, this.#alone);
    this.#pool = new Pool(3, (video) => this.#listen(video));
    this.#seen = new IntersectionObserver((entries) => this.#look(entries), { root: this.#alone ? null : feed, threshold: 0.6 });
    this.#films = new Films(feed, (film) => this.#seen.observe(film.element));
    this.#side = new Side(one('[data-side], .stage-side', stage), this.#films.list[0]);
  }

  begin(): void {
    this.stage.append(this.#chrome.element);
    this.#chrome.soundIs(this.#sound);
    const end = one('[data-end]', this.feed);
    if (end) this.#seen.observe(end);
    for (const film of this.#films.list.slice(0, 2)) glow(film);
    const back = (history.state as { film?: string } | null)?.film;
    const at = this.#films.list.findIndex((film) => film.id === back);
    if (at > 0) this.#films.list[at]?.element.scrollIntoView({ behavior: 'instant' as ScrollBehavior });
    else if (this.#films.list.length > 0) this.#enter(0);
    document.addEventListener('keydown', (event) => this.#key(event));
    this.feed.addEventListener('click', (event) => this.#press(event));
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) {
        this.#video?.pause();
        this.#leave();
        this.#send(true);
      } else if (!this.#held && autoplays()) void this.#play();
    });
    addEventListener('pagehide', () => {
      this.#leave();
      this.#send(true);
    });
    document.addEventListener('gs:setting', (event) => {
      if ((event as CustomEvent<{ name: string }>).detail.name === 'captions') this.#captions();
    });
    setInterval(() => this.#send(), 20_000);
  }

  get #film(): Film | undefined {
    return this.#films.list[this.#index];
  }

  get #video(): HTMLVideoElement | undefined {
    return this.#film && this.#pool.videoOf(this.#film);
  }

  // ---- Which film is in view.

  #look(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (entry.target.matches('[data-end]')) {
        this.#chrome.ended(entry.isIntersecting);
        if (entry.isIntersecting) this.#video?.pause();
        else if (!this.#held && autoplays()) void this.#play();
        continue;
      }
      const index = this.#films.list.findIndex((film) => film.element === entry.target);
      if (entry.isIntersecting && index >= 0 && index !== this.#index) this.#enter(index);
      else if (this.#alone && index === this.#index && !entry.isIntersecting) this.#video?.pause();
    }
  }

  #enter(index: number): void {
    this.#leave();
    this.#video?.pause();
    this.#events?.close();
    this.#index = index;
    const film = this.#film;
    if (!film) return;
    this.#done = false;
    const at = Number(film.element.dataset['position'] ?? index + 1);
    this.#chrome.place(at, this.#total, film.name);
    wear(this.#chrome.element, film);
    history.replaceState({ ...(history.state as object | null), film: film.id }, '');
    glow(film);
    this.#side.show(film);
    const fresh = one('[data-end]', this.feed);
    if (fresh) this.#seen.observe(fresh);
    void this.#films.more(index);
    if (film.making) {
      this.#follow(film);
      return;
    }
    const video = this.#pool.take(film, (other) => Math.abs(this.#films.list.indexOf(other) - this.#index));
    if (!video) {
      this.#chrome.condition('fault', film.id);
      return;
    }
    this.#captions();
    this.#held = false;
    if (autoplays()) void this.#play();
    else this.#chrome.condition('paused');
  }

  /** The film in view is left: how long it played goes into the batch. */
  #leave(): void {
    const film = this.#film;
    const plate = film && one('.film-captions', film.element);
    if (plate) plate.textContent = '';
    const ms = this.#watch.finish(performance.now());
    if (film && this.#counts && this.#batch.add({ post: film.id, ms, done: this.#done, from: this.#surface })) this.#send();
  }

  #send(leaving = false): void {
    const views = this.#batch.take();
    if (views.length === 0) return;
    const body = JSON.stringify({ views });
    if (leaving && navigator.sendBeacon?.(WATCHES, new Blob([body], { type: 'application/json' }))) return;
    ask(WATCHES, { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } })
      .then((answer) => answer.status >= 500 && this.#batch.back(views))
      .catch(() => this.#batch.back(views));
  }

  // ---- Playing.

  async #play(): Promise<void> {
    const video = this.#video;
    if (!video) return;
    video.muted = !this.#sound;
    this.#pool.preload(video);
    if (video.readyState < 3) this.#chrome.condition('waiting');
    try {
      await video.play();
    } catch (error) {
      if (video !== this.#video) return;
      if ((error as Error).name === 'NotAllowedError' && this.#sound) {
        // The browser plays aloud only after a press on this page: silent, with the offer in sight.
        video.muted = true;
        this.#chrome.soundIs(false, true);
        await video.play().catch(() => this.#chrome.condition('paused'));
      } else if ((error as Error).name !== 'AbortError') this.#chrome.condition('paused');
    }
  }

  #listen(video: HTMLVideoElement): void {
    const mine = (run: () => void) => (): void => {
      if (video === this.#video) run();
    };
    video.addEventListener('playing', () => {
      video.dataset['shown'] = '';
      if (video !== this.#video) {
        video.pause();
        return;
      }
      this.#watch.start(performance.now());
      this.#chrome.condition('playing');
    });
    video.addEventListener('pause', mine(() => {
      this.#watch.stop(performance.now());
      if (!video.error && !document.hidden) this.#chrome.condition('paused');
    }));
    video.addEventListener('waiting', mine(() => {
      this.#watch.stop(performance.now());
      if (!video.paused) this.#chrome.condition('waiting');
    }));
    video.addEventListener('timeupdate', mine(() => {
      this.#chrome.progress(video.currentTime, video.duration || 0);
      if (video.duration > 0 && video.currentTime >= video.duration - 0.35) this.#done = true;
      this.#ahead(video);
    }));
    video.addEventListener('progress', mine(() => this.#ahead(video)));
    video.addEventListener('error', () => {
      if (!video.hasAttribute('src') || video !== this.#video) return;
      this.#watch.stop(performance.now());
      this.#chrome.condition('fault', `${this.#film?.id ?? ''}-${video.error?.code ?? 0}`);
    });
    video.textTracks.addEventListener('addtrack', (event) => {
      const track = event.track;
      if (!track) return;
      track.mode = 'hidden';
      track.addEventListener('cuechange', mine(() => this.#showCues(track)));
    });
  }

  /** The next film loads only once this one is safe, and never when the viewer saves data. */
  #ahead(video: HTMLVideoElement): void {
    const next = this.#films.list[this.#index + 1];
    if (!next || next.making || savesData() || Pool.ahead(video) < AHEAD_BEFORE_NEXT || this.#pool.videoOf(next)) return;
    const coming = this.#pool.take(next, (other) => Math.abs(this.#films.list.indexOf(other) - this.#index - 0.4));
    if (coming) this.#pool.preload(coming);
    glow(next);
  }

  // ---- Captions.

  #captions(): void {
    const on = setting('captions') === 'on';
    const film = this.#film;
    this.#chrome.captionsAre(on, (film?.data.captions.length ?? 0) > 0);
    const track = this.#video?.textTracks[0];
    if (track) this.#showCues(track);
  }

  #showCues(track: TextTrack): void {
    const film = this.#film;
    const plate = film && one('.film-captions', film.element);
    if (!plate) return;
    const cues = setting('captions') === 'on' ? [...(track.activeCues ?? [])] as VTTCue[] : [];
    plate.textContent = cues.map((cue) => cue.getCueAsHTML().textContent ?? '').join('\n');
  }

  // ---- A film that is being made.

  #follow(film: Film): void {
    this.#chrome.condition('making');
    const source = new EventSource(`/api/grandstand/v1/posts/${film.id}/events`);
    this.#events = source;
    source.addEventListener('progress', (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as { percent?: number };
      if (told.percent !== undefined) this.#chrome.madePercent(told.percent);
    });
    const ready = (): void => {
      source.close();
      void ask(`${film.element.dataset['href'] ?? `/p/${film.id}`}?fragment=film`, { accept: 'text/html' })
        .then(async (answer) => {
          const fresh = answer.ok ? this.#films.replace(film, await answer.text()) : undefined;
          if (fresh && this.#film === fresh && !fresh.making) this.#enter(this.#index);
        }).catch(() => undefined);
    };
    source.addEventListener('ready', ready);
    source.addEventListener('complete', ready);
    source.addEventListener('refused', () => {
      source.close();
      this.#chrome.condition('fault', film.id);
    });
  }

  // ---- Acts, by buttons and keys.

  step(by: 1 | -1): void {
    const end = one('[data-end], .feed-more', this.feed);
    const atEnd = this.#chrome.element.classList.contains('player-chrome--end');
    const target = by < 0 && atEnd ? this.#film?.element : (this.#films.list[this.#index + by]?.element ?? (by > 0 ? end : null));
    target?.scrollIntoView({ behavior: still() ? 'instant' as ScrollBehavior : 'smooth', block: 'start' });
  }

  toggle(): void {
    const video = this.#video;
    if (!video) return;
    this.#held = !video.paused;
    if (video.paused) void this.#play();
    else video.pause();
  }

  sound(): void {
    const video = this.#video;
    this.#sound = video ? video.muted : !this.#sound;
    choose('sound', this.#sound ? 'on' : 'off');
    if (video) video.muted = !this.#sound;
    this.#chrome.soundIs(this.#sound);
  }

  captions(): void {
    choose('captions', setting('captions') === 'on' ? 'off' : 'on');
  }

  fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.stage.requestFullscreen?.().catch(() => undefined);
  }

  seek(share: number): void {
    const video = this.#video;
    if (video && video.duration > 0) video.currentTime = Math.min(share * video.duration, video.duration - 0.05);
  }

  retry(): void {
    const film = this.#film;
    const video = this.#video;
    if (video) this.#pool.release(video);
    if (film) this.#enter(this.#index);
  }

  #press(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const link = target.closest<HTMLAnchorElement>('a[data-comments]');
    if (link && this.#film && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      if (this.#side.open(this.#film, link)) event.preventDefault();
    } else if (target.closest('.film-media') && !target.closest('a, button')) this.toggle();
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || one('dialog[open]')) return;
    if (target.matches('input, textarea, select, [contenteditable]')) return;
    const letters = setting('keys') === 'on';
    const acts: Record<string, (() => void) | false> = {
      ArrowDown: !this.#alone && (() => this.step(1)),
      ArrowUp: !this.#alone && (() => this.step(-1)),
      ' ': !target.matches('a, button, summary') && (() => this.toggle()),
      j: letters && (() => this.step(1)),
      k: letters && (() => this.step(-1)),
      m: letters && (() => this.sound()),
      c: letters && (() => this.captions()),
      l: letters && (() => this.#cheer()),
      f: letters && (() => this.fullScreen()),
      '?': letters && (() => help()),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #cheer(): void {
    const form = this.#film && all<HTMLFormElement>('form[data-toggle="cheer"]', this.#film.element)[0];
    if (form) form.requestSubmit(one<HTMLButtonElement>('button', form) ?? make('button'));
  }
}
