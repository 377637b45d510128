// The mark: a play triangle cut into the tiers of a stand. One list of shapes gives the SVG and the PNG icons, so the
// build needs no rasteriser.
import { deflateSync } from 'node:zlib';

const ORANGE = [0xff, 0x6b, 0x2c];
const GROUND = [0x0a, 0x0f, 0x1e];
const hex = (c) => `#${c.map((v) => v.toString(16).padStart(2, '0')).join('')}`;

/** Tiers of the triangle (7,4)–(21,12)–(7,20) on a 24 × 24 grid: [top, bottom] of each, top to bottom. */
const TIERS = [[4, 7.6], [8.6, 11.4], [12.6, 15.4], [16.4, 20]];
const LEFT = [6.2, 5.2, 5.2, 6.2];
/** Where the slanted edge stands at height y. */
const edge = (y) => (y <= 12 ? 6.2 + ((y - 3.2) / 8.8) * 15 : 6.2 + ((20.8 - y) / 8.8) * 15);

const shapes = TIERS.map(([top, bottom], i) => [[LEFT[i], top], [edge(top), top], [edge(bottom), bottom], [LEFT[i], bottom]]);

/** The mark as SVG: on a rounded tile, or alone in the current colour. */
export function markSvg({ tile }) {
  const paths = shapes.map((s) => `<path d="M${s.map(([x, y]) => `${+x.toFixed(2)} ${+y.toFixed(2)}`).join('L')}z"/>`).join('');
  const back = tile ? `<rect width="24" height="24" rx="5.4" fill="${hex(ORANGE)}"/>` : '';
  const inner = tile ? `<g transform="translate(3.4 3.4) scale(.7167)">${paths}</g>` : paths;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${tile ? hex(GROUND) : 'currentColor'}" stroke-linejoin="round">${back}${inner}</svg>\n`;
}

function inside(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => (bytes.reduce((c, b) => crcTable[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

/** A square PNG of the mark on the track orange (PNG specification, colour type 2), each pixel sampled 4 × 4. */
export function markPng(size, pad) {
  const rows = Buffer.alloc((size * 3 + 1) * size);
  const scale = 0.68 * (1 - pad);
  const offset = 12 - 12 * scale;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let hits = 0;
      for (let s = 0; s < 16; s++) {
        const px = ((x + ((s % 4) + 0.5) / 4) / size) * 24;
        const py = ((y + (Math.floor(s / 4) + 0.5) / 4) / size) * 24;
        const [mx, my] = [(px - offset) / scale, (py - offset) / scale];
        if (shapes.some((shape) => inside(shape, mx, my))) hits++;
      }
      const at = y * (size * 3 + 1) + 1 + x * 3;
      for (let c = 0; c < 3; c++) rows[at + c] = Math.round(ORANGE[c] + ((GROUND[c] - ORANGE[c]) * hits) / 16);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
