/** Records a camera's picture and sound in parts of a second. */

export interface Recording {
  /** Ends it; settles when its last part is kept. */
  stop(): Promise<void>;
}

/** What this browser records that the server takes, the best first. */
const KINDS = ['video/mp4;codecs=avc1,mp4a.40.2', 'video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/webm'];

export function record(stream: MediaStream, keep: (part: Blob) => Promise<void>, tick: (ms: number) => void): Recording {
  const kind = KINDS.find((k) => MediaRecorder.isTypeSupported(k));
  const recorder = new MediaRecorder(stream, { ...(kind ? { mimeType: kind } : {}), videoBitsPerSecond: 8_000_000 });
  const begun = performance.now();
  const beat = setInterval(() => tick(performance.now() - begun), 250);
  // Parts are kept one after the other: their order is the film.
  let kept: Promise<void> = Promise.resolve();
  recorder.addEventListener('dataavailable', (event) => {
    if (event.data.size > 0) kept = kept.then(() => keep(event.data));
  });
  const ended = new Promise<void>((done) => recorder.addEventListener('stop', () => done(), { once: true }));
  recorder.start(1_000);
  return {
    async stop() {
      clearInterval(beat);
      if (recorder.state !== 'inactive') recorder.stop();
      await ended;
      await kept;
    },
  };
}
