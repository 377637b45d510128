// BlurHashes: a small canvas behind a poster until it has loaded.
import { decode } from '../lib/blurhash';
import { all, make } from '../lib/dom';
import { onUpgrade } from '../lib/upgrade';

/** A canvas of the hash, 18 × 32 pixels: the browser smooths it. */
export function painted(hash: string, className = ''): HTMLCanvasElement | undefined {
  const pixels = decode(hash, 18, 32);
  if (!pixels) return undefined;
  const canvas = make('canvas', { width: 18, height: 32, 'aria-hidden': 'true', class: className || undefined });
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, 18, 32), 0, 0);
  return canvas;
}

const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    const image = target.querySelector('img');
    if (image?.complete && image.naturalWidth > 0) continue;
    const canvas = painted((target as HTMLElement).dataset['blurhash'] ?? '');
    if (!canvas) continue;
    target.prepend(canvas);
    image?.addEventListener('load', () => canvas.remove(), { once: true });
  }
}, { rootMargin: '200px' });

onUpgrade((root) => all('[data-blurhash]', root).forEach((box) => observer.observe(box)));
