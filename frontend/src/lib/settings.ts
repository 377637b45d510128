// What the viewer chose on this device. Kept in the browser and nowhere else.

const DEFAULTS = {
  theme: 'system',
  captionSize: 'm',
  captions: 'on',
  autoplay: '',
  sound: 'off',
  keys: 'on',
} as const;

export type Setting = keyof typeof DEFAULTS;

/** The value of a setting; empty where nothing was chosen and the page decides. */
export function setting(name: Setting): string {
  try {
    return localStorage.getItem(`gs.${name}`) ?? DEFAULTS[name];
  } catch {
    return DEFAULTS[name];
  }
}

/** Remembers a choice, shows it at once, and tells the page by a `gs:setting` event. */
export function choose(name: Setting, value: string): void {
  try {
    localStorage.setItem(`gs.${name}`, value);
  } catch {
    // Private windows may forbid it: the choice then lasts as long as the page.
  }
  const root = document.documentElement;
  if (name === 'theme') {
    if (value === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = value;
  }
  if (name === 'captionSize') root.dataset['captionSize'] = value;
  document.dispatchEvent(new CustomEvent('gs:setting', { detail: { name, value } }));
}
