// The controls: one set for the whole feed, laid over the film in view. Every key has a button here.
import { icon, make, one, turnIcon } from '../lib/dom';
import { clock } from '../lib/format';
import { choose, setting } from '../lib/settings';
import { word, type WordKey } from '../lib/words';
import { iconButton } from '../small/acts';
import { openDialog } from '../small/dialogs';

/** What the controls ask of the player. */
export interface Acts {
  step(by: 1 | -1): void;
  toggle(): void;
  sound(): void;
  captions(): void;
  fullScreen(): void;
  seek(share: number): void;
  retry(): void;
}

type Condition = 'playing' | 'paused' | 'waiting' | 'fault' | 'making';

/** The controls. */
export class Chrome {
  readonly element: HTMLElement;
  readonly #previous = iconButton('chevron-up', word('previous'), 'player-button');
  readonly #next = iconButton('chevron-down', word('next'), 'player-button');
  readonly #position = make('span', { class: 'player-position' });
  readonly #play = iconButton('play', word('play'), 'player-button');
  readonly #sound = iconButton('volume-x', word('sound-on'), 'player-button');
  readonly #captions = iconButton('captions', word('captions-off'), 'player-button');
  readonly #full = iconButton('maximize', word('full-screen'), 'player-button');
  readonly #centre = make('div', { class: 'player-centre' });
  readonly #time = make('output', { class: 'player-time', 'aria-hidden': 'true' });
  readonly #slider = make('input', { type: 'range', min: 0, max: 1000, value: 0, step: 1, 'aria-label': word('seek') });
  readonly #live = make('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #offline = make('p', { class: 'offline', role: 'status', hidden: true }, icon('wifi-off', 'icon--small'), word('offline'));
  #condition: Condition | undefined;

  constructor(readonly acts: Acts, alone: boolean) {
    const settings = iconButton('ellipsis', word('settings'), 'player-button');
    const search = make('a', { href: '/search', class: 'player-button player-search', 'aria-label': word('search'), title: word('search') }, icon('search'));
    const seek = make('div', { class: 'player-seek' }, this.#slider, this.#time);
    this.element = make('div', { class: 'player-chrome', role: 'group', 'aria-label': word('settings') },
      make('div', { class: 'player-top' },
        ...(alone ? [] : [this.#previous, this.#position, this.#next]),
        make('span', { class: 'player-gap' }),
        ...(alone ? [] : [search]), this.#play, this.#sound, this.#captions, this.#full, settings),
      this.#centre, seek, this.#offline, this.#live);
    this.#full.classList.add('player-full');
    this.#full.hidden = !document.fullscreenEnabled;
    this.#previous.addEventListener('click', () => acts.step(-1));
    this.#next.addEventListener('click', () => acts.step(1));
    this.#play.addEventListener('click', () => acts.toggle());
    this.#sound.addEventListener('click', () => acts.sound());
    this.#captions.addEventListener('click', () => acts.captions());
    this.#full.addEventListener('click', () => acts.fullScreen());
    settings.addEventListener('click', () => help());
    this.#slider.addEventListener('input', () => acts.seek(Number(this.#slider.value) / 1000));
    document.addEventListener('fullscreenchange', () => {
      const full = document.fullscreenElement !== null;
      this.#say(this.#full, full ? 'minimize' : 'maximize', full ? 'full-screen-leave' : 'full-screen');
    });
    const line = (): void => {
      this.#offline.hidden = navigator.onLine;
    };
    addEventListener('online', line);
    addEventListener('offline', line);
    line();
  }

  #say(button: HTMLElement, name: string, key: WordKey): void {
    turnIcon(button, name);
    button.setAttribute('aria-label', word(key));
    button.title = word(key);
  }

  /** `total` 0: unknown. */
  place(at: number, total: number, name: string): void {
    const position = total > 0 ? word('position', { at, all: total }) : word('position-alone', { at });
    this.#position.textContent = position;
    this.#previous.setAttribute('aria-disabled', String(at <= 1));
    this.#live.textContent = word('now', { name, position });
    this.progress(0, 0);
  }

  /** At the end card there is nothing to play. */
  ended(yes: boolean): void {
    this.element.classList.toggle('player-chrome--end', yes);
    this.#next.setAttribute('aria-disabled', String(yes));
  }

  condition(now: Condition, reference = ''): void {
    const playing = now === 'playing' || now === 'waiting';
    this.#say(this.#play, playing ? 'pause' : 'play', playing ? 'pause' : 'play');
    if (now === this.#condition) return;
    const hadFocus = this.#centre.contains(document.activeElement);
    this.#condition = now;
    if (now === 'playing') this.#centre.replaceChildren();
    else if (now === 'waiting') this.#centre.replaceChildren(make('div', { class: 'player-wait', role: 'img', 'aria-label': word('waiting') }));
    else if (now === 'paused') {
      const start = make('button', { type: 'button', class: 'player-play player-play--start', 'aria-label': word('play') }, icon('play'));
      start.addEventListener('click', () => this.acts.toggle());
      this.#centre.replaceChildren(start);
    } else if (now === 'making') {
      this.#centre.replaceChildren(make('div', { class: 'player-fault', role: 'status' }, make('p', { class: 'notice-title' }, word('making')), make('p', {}, word('making-what')), make('progress', { max: 100, 'aria-label': word('making') })));
    } else {
      const again = make('button', { type: 'button', class: 'button' }, icon('rotate-ccw', 'icon--small'), word('retry'));
      again.addEventListener('click', () => this.acts.retry());
      this.#centre.replaceChildren(make('div', { class: 'player-fault', role: 'alert' }, make('p', { class: 'notice-title' }, word('film-fault')), make('p', {}, word('film-fault-what')), again, make('p', { class: 'state-ref' }, word('reference', { code: reference }))));
    }
    if (hadFocus) this.#play.focus();
  }

  /** How far a film that is being made has come. */
  madePercent(percent: number): void {
    const bar = one<HTMLProgressElement>('progress', this.#centre);
    if (bar) bar.value = percent;
  }

  progress(at: number, length: number): void {
    const share = length > 0 ? at / length : 0;
    this.#slider.value = String(Math.round(share * 1000));
    this.#slider.style.setProperty('--at', `${share * 100}%`);
    const text = word('time-of', { at: clock(at), all: clock(length) });
    if (this.#time.value !== text) {
      this.#time.value = text;
      this.#slider.setAttribute('aria-valuetext', text);
    }
  }

  /** Shows the sound's state; `offer` puts the large button, once, where the browser refused to play aloud. */
  soundIs(on: boolean, offer = false): void {
    this.#say(this.#sound, on ? 'volume-2' : 'volume-x', on ? 'sound-off' : 'sound-on');
    one('.player-sound', this.element)?.remove();
    if (!offer) return;
    const button = make('button', { type: 'button', class: 'player-sound' }, icon('volume-x', 'icon--small'), word('sound-tap'));
    button.addEventListener('click', () => this.acts.sound());
    this.element.append(button);
  }

  captionsAre(on: boolean, any: boolean): void {
    this.#say(this.#captions, on ? 'captions' : 'captions-off', on ? 'captions-off' : 'captions-on');
    this.#captions.setAttribute('aria-disabled', String(!any));
  }
}

function tick(name: 'autoplay' | 'keys', key: WordKey, on: boolean): HTMLElement {
  const box = make('input', { type: 'checkbox' });
  box.checked = on;
  box.addEventListener('change', () => choose(name, box.checked ? 'on' : 'off'));
  return make('label', { class: 'check' }, box, make('span', { class: 'check-text' }, word(key)));
}

/** Whether films start by themselves: the viewer's choice, else as the system's wish for less motion says. */
export function autoplays(): boolean {
  const chosen = setting('autoplay');
  return chosen === '' ? !matchMedia('(prefers-reduced-motion: reduce)').matches : chosen === 'on';
}

/** The settings of the player and the list of its keys. */
export function help(): void {
  const rows: [string[], WordKey][] = [
    [['j', '↓'], 'key-next'], [['k', '↑'], 'key-previous'], [['Space'], 'key-play'], [['m'], 'key-sound'], [['c'], 'key-captions'], [['l'], 'key-cheer'], [['f'], 'key-full'], [['?'], 'key-help'],
  ];
  const sizes = make('span', { class: 'switch', 'data-setting': 'captionSize', role: 'group', 'aria-label': word('setting-captions') },
    ...(['s', 'm', 'l', 'xl'] as const).map((size) => make('button', { type: 'button', value: size, 'aria-pressed': String(setting('captionSize') === size) }, word(`size-${size}`))));
  const keys = make('dl', { class: 'keys' });
  for (const [names, key] of rows) keys.append(make('dt', {}, ...names.map((name) => make('kbd', {}, name))), make('dd', {}, word(key)));
  openDialog(word('settings'), [make('div', { class: 'stack' },
    tick('autoplay', 'setting-autoplay', autoplays()),
    make('div', { class: 'field' }, make('span', { class: 'label' }, word('setting-captions')), make('div', {}, sizes)),
    make('h3', {}, word('keys')), keys, tick('keys', 'setting-keys', setting('keys') === 'on'))]);
}
