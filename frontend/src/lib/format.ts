// Numbers, times and sizes as people read them. Pure: the present is an argument.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 12412 as `12.4k`, cut and never rounded up, so that 999,999 is not yet `1M`. */
export function compact(value: number): string {
  const step = (unit: number, letter: string): string => {
    const tenths = Math.floor(value / (unit / 10));
    return tenths >= 1000 || tenths % 10 === 0 ? `${Math.floor(tenths / 10)}${letter}` : `${(tenths / 10).toFixed(1)}${letter}`;
  };
  if (value < 1000) return String(value);
  if (value < 1_000_000) return step(1000, 'k');
  if (value < 1_000_000_000) return step(1_000_000, 'm');
  return step(1_000_000_000, 'bn');
}

/** Under a day away: `5 minutes ago`, `in 3 hours`; else nothing, and the absolute time stands. */
export function relative(at: number, now: number, language: string): string | undefined {
  const away = at - now;
  const far = Math.abs(away);
  // A browser that does not speak the language would say “-3 min”: then the page's own words stay.
  if (far >= DAY || Intl.RelativeTimeFormat.supportedLocalesOf(language).length === 0) return undefined;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (far < MINUTE) return words.format(0, 'second');
  if (far < HOUR) return words.format(Math.trunc(away / MINUTE), 'minute');
  return words.format(Math.trunc(away / HOUR), 'hour');
}

/** Days, hours, minutes and seconds until `at`; nothing once it has come. */
export function remaining(at: number, now: number): { days: number; hours: number; minutes: number; seconds: number } | undefined {
  const left = at - now;
  if (left <= 0) return undefined;
  return {
    days: Math.floor(left / DAY),
    hours: Math.floor((left % DAY) / HOUR),
    minutes: Math.floor((left % HOUR) / MINUTE),
    seconds: Math.floor((left % MINUTE) / 1000),
  };
}

/** Seconds as `1:05` or `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Bytes in the units of a file manager: powers of a thousand. */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] as string}`;
}

/** The length a person would count: grapheme clusters, so a family emoji is one. */
export function graphemes(text: string): number {
  let count = 0;
  for (const _ of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) count += 1;
  return count;
}
