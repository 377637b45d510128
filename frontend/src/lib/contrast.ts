// Colours and the contrast rule of WCAG 2.2 (relative luminance; contrast ratio), for the test over the tokens.

export type Rgb = readonly [number, number, number];

/** Reads `#rgb` or `#rrggbb`. */
export function parseHex(text: string): Rgb {
  const long = /^#[0-9a-f]{3}$/i.test(text) ? text.replace(/[0-9a-f]/gi, '$&$&') : text;
  if (!/^#[0-9a-f]{6}$/i.test(long)) throw new Error(`not a colour: ${text}`);
  const byte = (at: number): number => Number.parseInt(long.slice(at, at + 2), 16);
  return [byte(1), byte(3), byte(5)];
}

/** Relative luminance, 0 to 1. */
export function luminance(colour: Rgb): number {
  const linear = (v: number): number => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

/** Contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [la, lb] = [luminance(a), luminance(b)];
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
}
