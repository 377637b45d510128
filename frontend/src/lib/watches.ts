// Collects what was watched and hands it over in batches: few requests while watching, nothing lost on leaving.

/** One view, as the server's `Watch`. */
export interface View {
  readonly post: string;
  readonly ms: number;
  readonly done: boolean;
  readonly from: string;
}

/** The server takes at most a hundred views at once. */
const BATCH_MOST = 100;
const HOUR = 3_600_000;

/** Views that wait to be sent. */
export class Batch {
  #views: View[] = [];

  constructor(readonly size = 10) {}

  /** Notes a view. True when it is time to send. */
  add(view: View): boolean {
    const ms = Math.min(HOUR, Math.round(view.ms));
    if (ms > 0 && this.#views.length < BATCH_MOST) this.#views.push({ ...view, ms });
    return this.#views.length >= this.size;
  }

  /** Takes all that waits. */
  take(): readonly View[] {
    return this.#views.splice(0);
  }

  /** Puts back what could not be sent, as far as there is room. */
  back(views: readonly View[]): void {
    this.#views.unshift(...views.slice(0, BATCH_MOST - this.#views.length));
  }
}

/** Measures how long a film plays. The present (milliseconds, never running backwards) is handed in. */
export class Stopwatch {
  #since: number | undefined;
  #sum = 0;

  start(now: number): void {
    this.#since ??= now;
  }

  stop(now: number): void {
    if (this.#since !== undefined) this.#sum += now - this.#since;
    this.#since = undefined;
  }

  /** Milliseconds so far; stops and starts anew at nothing. */
  finish(now: number): number {
    this.stop(now);
    const sum = this.#sum;
    this.#sum = 0;
    return sum;
  }
}
