/** Shows the chosen film as viewers will see it: whole, never cut, with a hint where words would be covered. */
import { make } from '../lib/dom';
import { word } from '../lib/words';

/** What was learnt of the film by looking at it. */
export interface Looked {
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/** Puts the preview into `box`; what is learnt is nothing when the browser cannot read the film. */
export function preview(box: HTMLElement, file: File): Promise<Looked | undefined> {
  const address = URL.createObjectURL(file);
  const video = make('video', { controls: true, playsinline: true, loop: true, 'aria-label': file.name });
  video.muted = true;
  const frame = make('div', { class: 'preview' }, video);
  const said = make('p', { class: 'help' });
  box.replaceChildren(frame, said);
  return new Promise((learnt) => {
    video.addEventListener('loadedmetadata', () => {
      const looked = { seconds: video.duration, width: video.videoWidth, height: video.videoHeight };
      if (looked.width === 0) {
        unknown();
        return;
      }
      const upright = looked.height > looked.width;
      if (upright) frame.append(make('div', { class: 'preview-guide', 'aria-hidden': 'true' }));
      frame.style.aspectRatio = `${looked.width} / ${looked.height}`;
      said.textContent = word(upright ? 'upload-upright' : 'upload-wide');
      learnt(looked);
    }, { once: true });
    const unknown = (): void => {
      frame.remove();
      said.textContent = word('upload-no-preview');
      URL.revokeObjectURL(address);
      learnt(undefined);
    };
    video.addEventListener('error', unknown, { once: true });
    video.src = address;
  });
}
