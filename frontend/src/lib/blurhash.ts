// Decodes a BlurHash (blurha.sh, "Algorithm"): a few cosine waves of colour, painted while the poster loads.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

function number83(text: string): number {
  let value = 0;
  for (const digit of text) {
    const at = DIGITS.indexOf(digit);
    if (at < 0) return Number.NaN;
    value = value * 83 + at;
  }
  return value;
}

const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const srgb = (v: number): number => {
  const c = Math.min(1, Math.max(0, v));
  return Math.round((c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055) * 255);
};

/** RGBA pixels, row by row; nothing when the text is no BlurHash. */
export function decode(hash: string, width: number, height: number): Uint8ClampedArray<ArrayBuffer> | undefined {
  const size = number83(hash.slice(0, 1));
  const [across, down] = [(size % 9) + 1, Math.floor(size / 9) + 1];
  if (!(hash.length === 4 + 2 * across * down)) return undefined;
  const most = (number83(hash.slice(1, 2)) + 1) / 166;
  const first = number83(hash.slice(2, 6));
  if (Number.isNaN(first)) return undefined;
  const waves: [number, number, number][] = [[linear(first >> 16), linear((first >> 8) & 255), linear(first & 255)]];
  for (let i = 1; i < across * down; i += 1) {
    const value = number83(hash.slice(4 + i * 2, 6 + i * 2));
    const part = (n: number): number => {
      const v = (n - 9) / 9;
      return Math.sign(v) * v * v * most;
    };
    waves.push([part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)]);
  }
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sum: [number, number, number] = [0, 0, 0];
      waves.forEach((wave, i) => {
        const weight = Math.cos((Math.PI * x * (i % across)) / width) * Math.cos((Math.PI * y * Math.floor(i / across)) / height);
        for (let c = 0; c < 3; c += 1) (sum[c as 0] as number) += (wave[c as 0] as number) * weight;
      });
      pixels.set([srgb(sum[0]), srgb(sum[1]), srgb(sum[2]), 255], (y * width + x) * 4);
    }
  }
  return pixels;
}
