/** Ticks of attendance lists that the server has not: kept on this device's disk (IndexedDB) until it has. They hold numbers and
 * a time, no names. Each is of the account that made it, and only that account sends it. */

export interface Tick {
  readonly account: string;
  readonly workshop: string;
  readonly seat: string;
  readonly there: boolean;
  /** When it was made, in milliseconds. */
  readonly at: number;
}

/** After so long nobody will come back to send them. */
const KEPT_FOR = 7 * 86_400_000;
const STORE = 'ticks';

const settled = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error ?? new Error('storage'));
});

const key = (tick: Tick): string[] => [tick.account, tick.workshop, tick.seat];

export class Ticks {
  readonly #open: Promise<IDBDatabase>;

  constructor() {
    const request = indexedDB.open('grandstand-attendance', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: ['account', 'workshop', 'seat'] });
    };
    this.#open = settled(request);
  }

  async #store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.#open).transaction(STORE, mode).objectStore(STORE);
  }

  /** Keeps a tick in place of an earlier one of the same athlete. */
  async put(tick: Tick): Promise<void> {
    await settled((await this.#store('readwrite')).put(tick));
  }

  /** What an account has not sent; what is too old, of anyone, goes. */
  async waiting(account: string): Promise<Tick[]> {
    const store = await this.#store('readwrite');
    const all = (await settled(store.getAll())) as Tick[];
    const old = Date.now() - KEPT_FOR;
    for (const tick of all) if (tick.at < old) store.delete(key(tick));
    return all.filter((tick) => tick.account === account && tick.at >= old);
  }

  /** The server has these; one that was made anew meanwhile stays. */
  async sent(ticks: readonly Tick[]): Promise<void> {
    const store = await this.#store('readwrite');
    for (const tick of ticks) {
      const now = (await settled(store.get(key(tick)))) as Tick | undefined;
      if (now?.at === tick.at) await settled(store.delete(key(tick)));
    }
  }
}
