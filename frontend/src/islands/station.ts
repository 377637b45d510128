// The capture station: shows a code, waits for an athlete's yes on their phone, records or takes a film, keeps it on this
// device only until the server has it, and starts again. What it may do stands in the server's row of the clip; this page
// only asks.
import { Upload } from 'tus-js-client';
import { all, ask, one } from '../lib/dom';
import { clock } from '../lib/format';
import { Queue, type Clip } from '../station/queue';
import { record, type Recording } from '../station/record';

interface Shown { readonly id: string; readonly code: string; readonly address: string; readonly qr: string; readonly ends_in_ms: number }
interface Told { readonly state: string; readonly name: string; readonly over: boolean }

const LOOK = 2_000;
const AGAIN = 10_000;

export function start(root: HTMLElement): void {
  void new Station(root).run();
}

class Station {
  readonly #queue = new Queue();
  readonly #base: string;
  #clip = '';
  #shownUntil = 0;
  #part = '';
  #recording: Recording | undefined;
  #stream: MediaStream | undefined;
  #sending = false;

  constructor(readonly root: HTMLElement) {
    this.#base = root.dataset['base'] ?? '';
    for (const button of all<HTMLButtonElement>('[data-act]', root)) {
      button.addEventListener('click', () => void this.#act(button.dataset['act'] ?? ''));
    }
    const file = one<HTMLInputElement>('[data-file]', root);
    file?.addEventListener('change', () => void this.#take(file));
    root.addEventListener('dragover', (event) => event.preventDefault());
    root.addEventListener('drop', (event) => {
      event.preventDefault();
      const film = event.dataTransfer?.files[0];
      if (film && this.#part === 'record') void this.#keep(film);
    });
    for (const name of ['online', 'offline']) addEventListener(name, () => this.#net());
    addEventListener('online', () => void this.#send());
  }

  async run(): Promise<void> {
    this.#net();
    // A recording that a crash cut short is as good as what it holds.
    await this.#queue.mend();
    await this.#count();
    void this.#send();
    setInterval(() => void this.#send(), AGAIN);
    await this.#next();
    for (;;) {
      await new Promise((done) => setTimeout(done, LOOK));
      await this.#look().catch(() => this.#net(false));
    }
  }

  #net(is = navigator.onLine): void {
    for (const [name, shown] of [['[data-net-on]', is], ['[data-net-off]', !is]] as const) {
      const note = one(name, this.root);
      if (note) note.hidden = !shown;
    }
  }

  #show(part: string): void {
    this.#part = part;
    for (const section of all('[data-part]', this.root)) section.hidden = section.dataset['part'] !== part;
    if (part !== 'code') one(`[data-part="${part}"] h2`, this.root)?.scrollIntoView({ block: 'nearest' });
  }

  /** A new code for whoever comes next. */
  async #next(): Promise<void> {
    this.#stopCamera();
    one<HTMLVideoElement>('[data-look]', this.root)?.removeAttribute('src');
    this.#clip = '';
    this.#show('code');
    await this.#code().catch(() => this.#net(false));
  }

  async #code(): Promise<void> {
    const answer = await ask(`${this.#base}/code`, { method: 'POST', body: '{}' });
    if (!answer.ok) throw new Error(String(answer.status));
    const shown = (await answer.json()) as Shown;
    this.#clip = shown.id;
    this.#shownUntil = Date.now() + shown.ends_in_ms;
    const qr = one('[data-qr]', this.root);
    // The server's own drawing; nothing in it comes from a person.
    if (qr) qr.innerHTML = shown.qr;
    const code = one('[data-code]', this.root);
    if (code) code.textContent = `${shown.code.slice(0, 4)} ${shown.code.slice(4)}`;
    const place = one('[data-place]', this.root);
    if (place) place.textContent = new URL('/capture', shown.address).href.replace(/^https?:\/\//, '');
  }

  /** Asks how the clip stands. */
  async #look(): Promise<void> {
    if (this.#part === 'code' && this.#clip === '') await this.#code();
    if (this.#clip === '' || this.#part === 'over') return;
    const answer = await ask(`${this.#base}/clips/${this.#clip}`);
    if (!answer.ok) throw new Error(String(answer.status));
    this.#net(true);
    const told = (await answer.json()) as Told;
    if (this.#part === 'code' && told.state === 'agreed') await this.#begin(told.name);
    else if (this.#part === 'code' && Date.now() > this.#shownUntil - 60_000) await this.#code();
    else if (this.#part === 'sent' && told.state === 'kept') await this.#next();
    else if (this.#part !== 'code' && (told.state === 'dropped' || told.over)) await this.#over();
  }

  /** An athlete has agreed: their camera picture. */
  async #begin(name: string): Promise<void> {
    for (const place of all('[data-name]', this.root)) place.textContent = name;
    this.#show('record');
    await this.#camera();
  }

  /** Asks for the camera, and shows its picture. */
  async #camera(): Promise<void> {
    // There is nothing to record before the camera has answered.
    const button = one('[data-act="record"]', this.root);
    button?.toggleAttribute('disabled', true);
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { facingMode: 'user', height: { ideal: 1080 } } });
      for (const live of all<HTMLVideoElement>('[data-live]', this.root)) {
        live.srcObject = this.#stream;
        void live.play().catch(() => undefined);
      }
      this.#fault(false);
      button?.toggleAttribute('disabled', false);
    } catch {
      this.#fault(true);
    }
  }

  #fault(is: boolean): void {
    const fault = one('[data-fault]', this.root);
    if (fault) fault.hidden = !is;
  }

  async #record(): Promise<void> {
    // A camera that was unplugged or went away meanwhile is asked for again.
    if (!this.#stream?.getVideoTracks().some((track) => track.readyState === 'live')) {
      this.#stopCamera();
      await this.#camera();
    }
    if (!this.#stream) return;
    const clip = this.#clip;
    await this.#queue.begin(clip);
    const line = one('[data-clock]', this.root);
    this.#recording = record(this.#stream, (part) => this.#queue.add(clip, part), (ms) => {
      if (line) line.textContent = clock(ms / 1000);
    });
    this.#show('recording');
    one<HTMLButtonElement>('[data-act="stop"]', this.root)?.focus();
  }

  #stopCamera(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    for (const live of all<HTMLVideoElement>('[data-live]', this.root)) live.srcObject = null;
  }

  async #act(act: string): Promise<void> {
    if (act === 'record') {
      await this.#record().catch((error: unknown) => {
        this.#fault(true);
        throw error;
      });
    } else if (act === 'stop' && this.#recording) {
      await this.#recording.stop();
      this.#recording = undefined;
      await this.#queue.close(this.#clip, false);
      await this.#shownClip();
    } else if (act === 'send') {
      await this.#queue.close(this.#clip, true);
      this.#stopCamera();
      this.#show('sending');
      await this.#count();
      void this.#send();
    } else if (act === 'again') {
      await this.#queue.forget(this.#clip);
      this.#show('record');
    } else if (act === 'next') {
      await this.#next();
    }
  }

  /** A film that was chosen instead. */
  async #take(input: HTMLInputElement): Promise<void> {
    const film = input.files?.[0];
    input.value = '';
    if (film) await this.#keep(film);
  }

  async #keep(film: File): Promise<void> {
    if (film.size > Number(this.root.dataset['mostBytes'] ?? Infinity)) return;
    await this.#queue.begin(this.#clip);
    await this.#queue.add(this.#clip, film);
    await this.#queue.close(this.#clip, false);
    await this.#shownClip();
  }

  async #shownClip(): Promise<void> {
    const clip = await this.#queue.get(this.#clip);
    const look = one<HTMLVideoElement>('[data-look]', this.root);
    if (!clip || !look) return;
    if (look.src) URL.revokeObjectURL(look.src);
    look.src = URL.createObjectURL(clip.film);
    this.#show('look');
    one<HTMLButtonElement>('[data-act="send"]', this.root)?.focus();
  }

  /** Sends what waits, one after the other; what the server has is forgotten here. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (const clip of await this.#queue.ready()) {
        const done = await this.#sendOne(clip);
        if (done === 'later') break;
        await this.#queue.forget(clip.id);
        if (clip.id === this.#clip && this.#part === 'sending') {
          if (done === 'sent') this.#show('sent');
          else await this.#over();
        }
      }
    } finally {
      this.#sending = false;
      await this.#count();
    }
  }

  #sendOne(clip: Clip): Promise<'sent' | 'over' | 'later'> {
    const bar = one<HTMLProgressElement>('[data-progress]', this.root);
    return new Promise((settled) => {
      const upload = new Upload(clip.film, {
        endpoint: '/api/grandstand/v1/uploads',
        headers: { 'Grandstand-Station': this.root.dataset['secret'] ?? '', 'Grandstand-Capture': clip.id },
        metadata: { filename: 'station', filetype: clip.film.type },
        chunkSize: 4 * 1024 * 1024,
        retryDelays: [0, 1000, 3000],
        fingerprint: () => Promise.resolve(`station-${clip.id}`),
        removeFingerprintOnSuccess: true,
        onProgress: (sent, total) => {
          if (bar && total && clip.id === this.#clip) bar.value = (sent / total) * 100;
        },
        onSuccess: () => settled('sent'),
        onError: (error) => {
          const status = 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
          // The athlete took it back, a day has passed, or the station has ended: it may never be sent.
          settled([403, 404, 410].includes(status) ? 'over' : 'later');
        },
      });
      upload.findPreviousUploads().then((earlier) => {
        const last = earlier[0];
        if (last) upload.resumeFromPreviousUpload(last);
        upload.start();
      }).catch(() => upload.start());
    });
  }

  async #over(): Promise<void> {
    await this.#recording?.stop();
    this.#recording = undefined;
    await this.#queue.forget(this.#clip);
    this.#stopCamera();
    this.#show('over');
    await this.#count();
  }

  async #count(): Promise<void> {
    const count = (await this.#queue.ready()).length;
    const note = one('[data-waiting]', this.root);
    if (note) note.hidden = count === 0;
    const number = one('[data-waiting-count]', this.root);
    if (number) number.textContent = String(count);
  }
}
