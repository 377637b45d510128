// Which rendition of a film to play: enough pixels for the screen and no more, within what the connection carries.

/** One file of the ladder. */
export interface Rendition {
  /** Short side in pixels. */
  readonly short: number;
  readonly url: string;
  /** Bits per second. */
  readonly bit_rate: number;
  /** RFC 6381. */
  readonly codecs: string;
}

/** What the choice depends on. */
export interface Conditions {
  /** Short side of the picture on the page in CSS pixels. */
  readonly cssShort: number;
  readonly pixelRatio: number;
  readonly saveData: boolean;
  /** Measured bits per second; nothing before the first measurement. */
  readonly throughput?: number | undefined;
}

/** Part of the measured throughput that a film may take, so that it never has to wait for itself. */
const SHARE = 0.7;
/** More pixels per CSS pixel than this cannot be told apart in a moving picture at arm's length. */
const RATIO_MOST = 2;

/** The rendition to play; nothing only if there is none. */
export function choose(renditions: readonly Rendition[], when: Conditions): Rendition | undefined {
  const rising = [...renditions].sort((a, b) => a.short - b.short || a.bit_rate - b.bit_rate);
  const smallest = rising[0];
  if (!smallest) return undefined;
  if (when.saveData) return rising.filter((r) => r.short <= 480).at(-1) ?? smallest;
  const { throughput } = when;
  const carried = throughput === undefined ? rising : rising.filter((r) => r.bit_rate <= throughput * SHARE);
  const wanted = when.cssShort * Math.min(when.pixelRatio, RATIO_MOST);
  // A tenth too few pixels is not seen; the next rung costs twice the bits.
  return carried.find((r) => r.short >= wanted * 0.9) ?? carried.at(-1) ?? smallest;
}

/** Keeps a moving estimate of the throughput: newer samples weigh more, and a fall counts at once. */
export function blend(before: number | undefined, sample: number): number {
  if (before === undefined) return sample;
  return sample < before / 2 ? sample : before * 0.7 + sample * 0.3;
}
