/**
 * Uploading: the film goes up resumably (tus 1.0) while its words are being written, and the form is then posted as it
 * would be without scripts, with the upload's id in the place of the file.
 */
import { Upload, type DetailedError } from 'tus-js-client';
import { all, icon, make, one } from '../lib/dom';
import { bytes } from '../lib/format';
import { word } from '../lib/words';
import { checkCaptions } from '../upload/captions';
import { refusal, tooLong } from '../upload/check';
import { forget, keep } from '../upload/draft';
import { preview } from '../upload/preview';

/** Starts on the upload form. */
export function start(root: HTMLElement): void {
  if (root instanceof HTMLFormElement) new Uploading(root).begin();
}

class Uploading {
  readonly #input: HTMLInputElement;
  readonly #id: HTMLInputElement;
  readonly #box: HTMLElement;
  #upload: Upload | undefined;
  #bar: Bar | undefined;
  /** The form was sent before the film was up: it goes when the film is through. */
  #waiting: HTMLElement | null | undefined;

  constructor(readonly form: HTMLFormElement) {
    this.#input = one<HTMLInputElement>('input[type="file"][name="file"]', form) ?? make('input', { type: 'file' });
    this.#id = one<HTMLInputElement>('input[name="upload_id"]', form) ?? make('input');
    this.#box = one('[data-upload-progress]', form) ?? form.appendChild(make('div'));
  }

  begin(): void {
    const { form } = this;
    keep(form);
    all<HTMLInputElement>('[data-captions-check]', form).forEach(checkCaptions);
    const chosen = (): void => {
      const file = this.#input.files?.[0];
      if (file) void this.#choose(file);
    };
    this.#input.addEventListener('change', chosen);
    // It may have been chosen before this script had arrived.
    chosen();
    this.#dropping();
    this.#schedule();
    const zone = one<HTMLInputElement>('input[name="zone"]', form);
    if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    // Before the counters and guards see it: while the film still goes up, the form waits.
    form.addEventListener('submit', (event) => {
      if (this.#id.value === '' && this.#upload) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.#waiting = event.submitter;
        event.submitter?.setAttribute('aria-busy', 'true');
        this.#bar?.say(word('upload-wait-post'));
        if (this.#bar?.paused) this.#go();
        return;
      }
      // The film is there already: it is not sent a second time.
      if (this.#id.value !== '') this.#input.disabled = true;
      forget();
    });
    addEventListener('pageshow', () => {
      this.#input.disabled = false;
    });
  }

  async #choose(file: File): Promise<void> {
    await this.#stop();
    const fault = refusal(file, Number(this.form.dataset['maxBytes'] ?? 0));
    if (fault) {
      this.#refuse(fault);
      return;
    }
    const box = one('[data-preview]', this.form);
    const drop = one('[data-drop]', this.form);
    if (drop) drop.classList.add('drop--small');
    const title = drop && one('.drop-title', drop);
    if (title) title.textContent = word('upload-choose');
    // Looking takes a moment and can fail; the upload need not wait for it.
    this.#send(file);
    const looked = box ? await preview(box, file) : undefined;
    const long = looked && tooLong(looked.seconds, Number(this.form.dataset['maxSeconds'] ?? 0));
    if (long && this.#input.files?.[0] === file) {
      await this.#stop();
      this.#refuse(long);
    }
  }

  #refuse(sentence: string): void {
    this.#input.value = '';
    one('[data-preview]', this.form)?.replaceChildren();
    this.#box.replaceChildren(make('p', { class: 'error', role: 'alert' }, icon('circle-alert', 'icon--small'), sentence));
  }

  #send(file: File): void {
    const token = one<HTMLMetaElement>('meta[name="csrf"]')?.content ?? '';
    const bar = new Bar(file, { pause: () => this.#pause(), go: () => this.#go(), stop: () => void this.#stop(true) });
    this.#bar = bar;
    this.#box.replaceChildren(bar.element);
    this.#id.value = '';
    this.form.dataset['changed'] = '';
    const upload = new Upload(file, {
      endpoint: this.form.dataset['endpoint'] ?? '/api/grandstand/v1/uploads',
      headers: { 'X-CSRF-Token': token },
      metadata: { filename: file.name, filetype: file.type },
      // Small enough to show progress and to lose little, large enough to be quick.
      chunkSize: 8 * 1024 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000, 30_000],
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => bar.progress(sent, total ?? file.size),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 0 || status >= 500) bar.say(word('upload-waiting'));
        return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      },
      onError: (error) => this.#failed(error),
      onSuccess: () => this.#sent(upload),
    });
    this.#upload = upload;
    upload.findPreviousUploads().then((earlier) => {
      if (this.#upload !== upload) return;
      const last = earlier[0];
      if (last) upload.resumeFromPreviousUpload(last);
      upload.start();
    }).catch(() => upload.start());
  }

  #pause(): void {
    void this.#upload?.abort();
    this.#bar?.pausedIs(true);
  }

  #go(): void {
    this.#bar?.pausedIs(false);
    this.#upload?.start();
  }

  /** Ends an upload; `entirely` also at the server and in the page. */
  async #stop(entirely = false): Promise<void> {
    const upload = this.#upload;
    this.#upload = undefined;
    this.#bar = undefined;
    this.#id.value = '';
    if (entirely) {
      this.#input.value = '';
      this.#box.replaceChildren();
      one('[data-preview]', this.form)?.replaceChildren();
    }
    await upload?.abort(true).catch(() => undefined);
  }

  #sent(upload: Upload): void {
    if (this.#upload !== upload) return;
    this.#id.value = new URL(upload.url ?? '', location.href).pathname.split('/').pop() ?? '';
    this.#input.required = false;
    this.#bar?.finished();
    if (this.#waiting !== undefined) {
      this.#waiting?.removeAttribute('aria-busy');
      this.form.requestSubmit(this.#waiting);
    }
  }

  #failed(error: Error | DetailedError): void {
    const answer = 'originalResponse' in error ? error.originalResponse : null;
    let why: string = word('failed');
    try {
      const told = JSON.parse(answer?.getBody() ?? '') as { error?: string; message?: string };
      why = told.message ?? told.error ?? why;
    } catch {
      const status = answer?.getStatus() ?? 0;
      if (status === 401) why = word('sign-in-first');
    }
    this.#bar?.failed(word('upload-failed', { why }));
    this.#waiting?.removeAttribute('aria-busy');
    this.#waiting = undefined;
  }

  #dropping(): void {
    const drop = one('[data-drop]', this.form);
    if (!drop) return;
    for (const name of ['dragenter', 'dragover']) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.dataset['over'] = '';
      });
    }
    for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => delete drop.dataset['over']);
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      const files = event.dataTransfer?.files;
      if (!files?.length) return;
      this.#input.files = files;
      this.#input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  /** The time is asked for only when it is wanted. */
  #schedule(): void {
    const time = one<HTMLInputElement>('input[name="scheduled_at"]', this.form);
    const field = time?.closest<HTMLElement>('.field');
    if (!time || !field) return;
    const show = (): void => {
      const scheduled = one<HTMLInputElement>('input[name="state"]:checked', this.form)?.value === 'scheduled';
      field.hidden = !scheduled;
      time.required = scheduled;
    };
    this.form.addEventListener('change', show);
    this.form.addEventListener('reset', () => setTimeout(show));
    show();
  }
}

/** How far the film is, with its buttons. */
class Bar {
  readonly element: HTMLElement;
  readonly #title: HTMLElement;
  readonly #bar = make('progress', { max: 100, value: 0 });
  readonly #sent = make('span');
  readonly #percent = make('span');
  readonly #pause = make('button', { type: 'button', class: 'button button--small' }, word('upload-pause'));
  readonly #row: HTMLElement;
  /** Hears each quarter, no more: a screen reader says what stands here. */
  readonly #spoken = make('p', { class: 'visually-hidden', role: 'status' });
  #told = 0;
  paused = false;

  constructor(readonly file: File, acts: { pause(): void; go(): void; stop(): void }) {
    const stop = make('button', { type: 'button', class: 'button button--small button--quiet' }, word('upload-stop'));
    this.#title = make('p', { class: 'notice-title', role: 'status' }, word('upload-sending', { name: file.name }));
    this.#bar.setAttribute('aria-label', file.name);
    this.#row = make('div', { class: 'row' }, this.#pause, stop);
    // The numbers change all the time: a screen reader asks for them and is told each quarter only.
    this.element = make('div', { class: 'upload-bar' }, this.#title, this.#spoken, make('div', { class: 'progress', 'aria-live': 'off' }, this.#bar, make('p', { class: 'progress-line' }, this.#sent, this.#percent)), this.#row);
    this.#pause.addEventListener('click', () => (this.paused ? acts.go() : acts.pause()));
    stop.addEventListener('click', () => acts.stop());
    this.progress(0, file.size);
  }

  say(text: string): void {
    if (this.#title.textContent !== text) this.#title.textContent = text;
  }

  progress(sent: number, total: number): void {
    const percent = total > 0 ? (sent / total) * 100 : 0;
    this.#bar.value = percent;
    this.#sent.textContent = `${bytes(sent)} / ${bytes(total)}`;
    this.#percent.textContent = `${Math.floor(percent)}%`;
    const quarter = Math.floor(percent / 25) * 25;
    if (quarter > this.#told && quarter < 100) {
      this.#told = quarter;
      this.#spoken.textContent = word('upload-told', { percent: quarter });
    }
    if (sent > 0 && !this.paused && this.#title.textContent === word('upload-waiting')) this.say(word('upload-sending', { name: this.file.name }));
  }

  pausedIs(paused: boolean): void {
    this.paused = paused;
    this.#pause.textContent = word(paused ? 'upload-resume' : 'upload-pause');
    this.say(paused ? word('upload-paused') : word('upload-sending', { name: this.file.name }));
  }

  finished(): void {
    this.progress(this.file.size, this.file.size);
    this.say(word('upload-sent'));
    this.#title.prepend(icon('circle-check', 'icon--small'), ' ');
    this.#pause.remove();
  }

  failed(text: string): void {
    this.say(text);
    this.element.classList.add('upload-bar--failed');
    this.paused = true;
    this.#pause.textContent = word('retry');
  }
}
