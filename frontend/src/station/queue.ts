/** What a station has recorded and the server has not: kept on this device's disk (IndexedDB), part by part as it comes, so
 * that neither a crash nor a lost connection costs a clip, and deleted as soon as it may. */

export interface Clip {
  readonly id: string;
  readonly film: Blob;
}

interface Row { readonly id: string; readonly state: 'recording' | 'looked' | 'ready' }
interface Part { readonly clip: string; readonly blob: Blob }

const settled = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error ?? new Error('storage'));
});

export class Queue {
  readonly #open: Promise<IDBDatabase>;

  constructor() {
    const request = indexedDB.open('grandstand-station', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('clips', { keyPath: 'id' });
      request.result.createObjectStore('parts', { autoIncrement: true }).createIndex('clip', 'clip');
    };
    this.#open = settled(request);
  }

  async #stores(mode: IDBTransactionMode): Promise<[IDBObjectStore, IDBObjectStore]> {
    const all = (await this.#open).transaction(['clips', 'parts'], mode);
    return [all.objectStore('clips'), all.objectStore('parts')];
  }

  /** Begins a clip anew. */
  async begin(id: string): Promise<void> {
    await this.forget(id);
    const [clips] = await this.#stores('readwrite');
    await settled(clips.put({ id, state: 'recording' } satisfies Row));
  }

  /** One more part of it. */
  async add(id: string, blob: Blob): Promise<void> {
    const [, parts] = await this.#stores('readwrite');
    await settled(parts.add({ clip: id, blob } satisfies Part));
  }

  /** It has its end; `ready` when its athlete wants it sent. */
  async close(id: string, ready: boolean): Promise<void> {
    const [clips] = await this.#stores('readwrite');
    await settled(clips.put({ id, state: ready ? 'ready' : 'looked' } satisfies Row));
  }

  async get(id: string): Promise<Clip | undefined> {
    const [, parts] = await this.#stores('readonly');
    const found = (await settled(parts.index('clip').getAll(id))) as Part[];
    if (found.length === 0) return undefined;
    return { id, film: new Blob(found.map((part) => part.blob), { type: found[0]?.blob.type ?? '' }) };
  }

  /** What is to be sent. */
  async ready(): Promise<Clip[]> {
    const [clips] = await this.#stores('readonly');
    const rows = (await settled(clips.getAll())) as Row[];
    const found = await Promise.all(rows.filter((row) => row.state === 'ready').map((row) => this.get(row.id)));
    return found.filter((clip): clip is Clip => clip !== undefined);
  }

  /** After a crash: what was being recorded or looked at is sent as it is, since its athlete can still throw it away. */
  async mend(): Promise<void> {
    const [clips] = await this.#stores('readonly');
    const rows = (await settled(clips.getAll())) as Row[];
    for (const row of rows) {
      if (row.state !== 'ready') await ((await this.get(row.id)) ? this.close(row.id, true) : this.forget(row.id));
    }
  }

  /** Deletes all of it. */
  async forget(id: string): Promise<void> {
    const [clips, parts] = await this.#stores('readwrite');
    const keys = await settled(parts.index('clip').getAllKeys(id));
    for (const key of keys) parts.delete(key);
    await settled(clips.delete(id));
  }
}
