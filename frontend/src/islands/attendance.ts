// Who was there, ticked on the list of a workshop. Every tick is on this device's disk before anything else happens, goes to the
// server by itself, and waits where there is no connection; the page says how many wait. Without a script the list is a form.
import { Ticks, type Tick } from '../attendance/ticks';
import { all, ask, one } from '../lib/dom';
import { word } from '../lib/words';

interface Noted { readonly seat: string; readonly there: boolean | null }

const AGAIN = 10_000;
const NAME = 'there-';

export function start(root: HTMLElement): void {
  if (one('input[form="note"]', root)) void new List(root).run();
}

class List {
  readonly #ticks = new Ticks();
  readonly #account: string;
  readonly #workshop: string;
  #sending = false;
  #again = false;

  constructor(readonly root: HTMLElement) {
    this.#account = root.dataset['account'] ?? '';
    this.#workshop = root.dataset['workshop'] ?? '';
    for (const box of this.#boxes()) {
      box.addEventListener('change', () => void this.#keep([box]));
    }
    one<HTMLFormElement>('#note')?.addEventListener('submit', (event) => {
      event.preventDefault();
      // The button says that whoever is not ticked was not there.
      void this.#keep(this.#boxes());
    });
    for (const name of ['online', 'offline']) addEventListener(name, () => void this.#send());
  }

  async run(): Promise<void> {
    // Ticked before this script had arrived.
    const early = this.#boxes().filter((box) => box.checked !== box.defaultChecked);
    if (early.length > 0) await this.#keep(early);
    for (const tick of await this.#ticks.waiting(this.#account)) {
      const box = this.#box(tick.seat);
      if (box && tick.workshop === this.#workshop) box.checked = tick.there;
    }
    await this.#send(early.length === 0);
    setInterval(() => void this.#send(false), AGAIN);
  }

  #boxes(): HTMLInputElement[] {
    return all<HTMLInputElement>(`input[form="note"][name^="${NAME}"]`, this.root);
  }

  #box(seat: string): HTMLInputElement | null {
    return one<HTMLInputElement>(`input[form="note"][name="${NAME}${CSS.escape(seat)}"]`, this.root);
  }

  async #keep(boxes: readonly HTMLInputElement[]): Promise<void> {
    const at = Date.now();
    for (const box of boxes) {
      const seat = box.name.slice(NAME.length);
      await this.#ticks.put({ account: this.#account, workshop: this.#workshop, seat, there: box.checked, at });
    }
    await this.#send();
  }

  /** Sends what waits, of every list of this account. */
  async #send(say = true): Promise<void> {
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = true;
    let fault = 0;
    try {
      const waiting = await this.#ticks.waiting(this.#account);
      for (const workshop of new Set(waiting.map((tick) => tick.workshop))) {
        fault = (await this.#sendList(workshop, waiting.filter((tick) => tick.workshop === workshop))) || fault;
      }
      if (say || waiting.length > 0) await this.#show(fault, waiting.length > 0);
    } finally {
      this.#sending = false;
    }
    if (this.#again) {
      this.#again = false;
      await this.#send();
    }
  }

  /** The status of a refusal; 0 when the server has them or cannot be reached. */
  async #sendList(workshop: string, ticks: readonly Tick[]): Promise<number> {
    let answer: Response;
    try {
      const body = JSON.stringify({ ticks: ticks.map(({ seat, there, at }) => ({ seat, there, at })) });
      answer = await ask(`/staff/workshops/${workshop}/ticks`, { method: 'POST', body });
    } catch {
      return 0;
    }
    if (!answer.ok) return answer.status;
    const { seats } = (await answer.json()) as { seats: Noted[] };
    await this.#ticks.sent(ticks);
    if (workshop !== this.#workshop) return 0;
    // What others noted later shows here too, but nothing that was ticked here meanwhile is taken back.
    const newer = new Set((await this.#ticks.waiting(this.#account)).map((tick) => tick.seat));
    for (const { seat, there } of seats) {
      const box = this.#box(seat);
      if (box && there !== null && !newer.has(seat)) box.checked = there;
    }
    return 0;
  }

  async #show(fault: number, had: boolean): Promise<void> {
    const line = one('[data-ticks]', this.root);
    if (!line) return;
    const count = (await this.#ticks.waiting(this.#account)).length;
    line.toggleAttribute('data-waits', count > 0);
    if (count === 0) line.textContent = had ? word('ticks-saved') : '';
    else if (fault === 401 || fault === 409) line.textContent = word('ticks-sign-in', { count });
    else if (fault > 0) line.textContent = word('ticks-refused', { count });
    else line.textContent = count === 1 ? word('tick-waits') : word('ticks-wait', { count });
  }
}
