// The few things every island needs of the page: making elements, asking the server, telling the viewer.
import { word } from './words';

/** The icon sprite's address, put in by the build. */
declare const ICONS: string;

type Attributes = Record<string, string | number | boolean | undefined>;

/** Makes an element. `class`, `data-…` and `aria-…` are attributes; `true` stands for an empty one, `false` for none. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...inside);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of the sprite. */
export function icon(name: string, more = ''): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon ${more}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/** Puts another picture into an icon. */
export function turnIcon(inside: Element, name: string): void {
  inside.querySelector('use')?.setAttribute('href', `${ICONS}#${name}`);
}

/** The first match, typed. */
export function one<E extends Element = HTMLElement>(selector: string, inside: ParentNode = document): E | null {
  return inside.querySelector<E>(selector);
}

/** Every match, typed. */
export function all<E extends Element = HTMLElement>(selector: string, inside: ParentNode = document): E[] {
  return [...inside.querySelectorAll<E>(selector)];
}

/** Asks the server in the viewer's name: same origin, with the CSRF token. */
export function ask(address: string, options: RequestInit & { accept?: string } = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set('Accept', options.accept ?? 'application/json');
  const token = one<HTMLMetaElement>('meta[name="csrf"]')?.content;
  if (token && options.method && options.method !== 'GET') headers.set('X-CSRF-Token', token);
  return fetch(address, { credentials: 'same-origin', ...options, headers });
}

/** The elements of an HTML answer. */
export function elements(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

/** Says a sentence at the foot of the page, with at most one act. It goes after a while, but not while it has the focus. */
export function toast(text: string, act?: { word: string; href?: string; run?: () => void }, danger = false): void {
  const tray = one('[data-toasts]');
  if (!tray) return;
  const box = make('div', { class: danger ? 'toast toast--danger' : 'toast' }, make('span', {}, text));
  if (act?.href) box.append(make('a', { href: act.href }, act.word));
  else if (act?.run) {
    const button = make('button', { type: 'button' }, act.word);
    button.addEventListener('click', () => {
      act.run?.();
      box.remove();
    });
    box.append(button);
  }
  while (tray.childElementCount >= 2) tray.firstElementChild?.remove();
  tray.append(box);
  const leave = (): void => {
    if (box.matches(':hover, :focus-within')) setTimeout(leave, 2000);
    else box.remove();
  };
  setTimeout(leave, act ? 10_000 : 5000);
}

/** Says what a refused request means. */
export function toastFault(status: number): void {
  if (status === 401) {
    const here = encodeURIComponent(location.pathname + location.search);
    toast(word('sign-in-first'), { word: word('sign-in'), href: `/sign-in?next=${here}` });
  } else toast(word(status === 429 ? 'too-many' : 'failed'), undefined, true);
}

/** Whether the viewer asked for less motion. */
export function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
