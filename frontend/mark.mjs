// The mark as files: the same figure as crates/pictogram/src/logo.rs (a stadium from above, drawn as a G under one
// floodlight), here as SVG and as PNG icons, so that the build needs neither Rust nor a rasteriser.
import { deflateSync } from 'node:zlib';

const GROUND = [0x0a, 0x0f, 0x1e];
const INK = [0xf4, 0xf6, 0xff];
const ORANGE = [0xff, 0x6b, 0x2c];
const hex = (c) => `#${c.map((v) => v.toString(16).padStart(2, '0')).join('')}`;

const [CX, CY] = [44, 52];
/** Where the tiers stand on the 96 × 96 grid: degrees run clockwise from the right. */
const OUTER = { radius: 35, from: -360, to: -62, width: 11 };
const INNER = { radius: 18.5, from: -318, to: -74, width: 8 };
/** The outer tier's end, the field of play. */
const FIELD = [[CX + 35, CY], [CX + 13, CY]];
const LIGHT = [79, 20, 9];

const on = (radius, degrees) => [CX + radius * Math.cos((degrees * Math.PI) / 180), CY + radius * Math.sin((degrees * Math.PI) / 180)];
const point = ([x, y]) => `${+x.toFixed(2)} ${+y.toFixed(2)}`;
const arc = ({ radius, from, to }) => `M${point(on(radius, to))}A${radius} ${radius} 0 1 0 ${point(on(radius, from))}`;

/** The mark as SVG: in the current colour with its light in the fill (`id="mark"`), or on the deep ground as an icon. */
export function markSvg({ tile }) {
  const tiers = `<path stroke-width="${OUTER.width}" d="${arc(OUTER)}L${point(FIELD[1])}"/><path stroke-width="${INNER.width}" d="${arc(INNER)}"/>`;
  const light = `<circle cx="${LIGHT[0]}" cy="${LIGHT[1]}" r="${LIGHT[2]}" stroke="none" ${tile ? `fill="${hex(ORANGE)}"` : ''}/>`;
  const open = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">';
  const group = (stroke, inside) => `<g fill="none" stroke="${stroke}" stroke-linecap="round" stroke-linejoin="round">${inside}</g>`;
  if (!tile) return `${open}<g id="mark">${group('currentColor', tiers)}${light}</g></svg>\n`;
  return `${open}<rect width="96" height="96" rx="22" fill="${hex(GROUND)}"/><g transform="translate(9.6 9.6) scale(.8)">${group(hex(INK), tiers)}${light}</g></svg>\n`;
}

/** How far (x, y) is from the middle of a round-capped tier. */
function fromArc(x, y, { radius, from, to }) {
  const degrees = (Math.atan2(y - CY, x - CX) * 180) / Math.PI;
  const inside = [degrees - 360, degrees, degrees - 720].some((d) => d >= from && d <= to);
  if (inside) return Math.abs(Math.hypot(x - CX, y - CY) - radius);
  return Math.min(...[from, to].map((end) => Math.hypot(x - on(radius, end)[0], y - on(radius, end)[1])));
}

function fromLine(x, y, [[ax, ay], [bx, by]]) {
  const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

/** The colour at a point of the grid. */
function colourAt(x, y) {
  if (Math.hypot(x - LIGHT[0], y - LIGHT[1]) <= LIGHT[2]) return ORANGE;
  const tier = fromArc(x, y, OUTER) <= OUTER.width / 2 || fromLine(x, y, FIELD) <= OUTER.width / 2 || fromArc(x, y, INNER) <= INNER.width / 2;
  return tier ? INK : GROUND;
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

/** A square PNG of the icon (PNG specification, colour type 2), each pixel sampled 3 × 3. `share` of it is the mark. */
export function markPng(size, share) {
  const rows = Buffer.alloc((size * 3 + 1) * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0];
      for (let s = 0; s < 9; s++) {
        const grid = (v, part) => (((v + (part + 0.5) / 3) / size) * 96 - 48) / share + 48;
        colourAt(grid(x, s % 3), grid(y, Math.floor(s / 3))).forEach((v, c) => { sum[c] += v; });
      }
      rows.set(sum.map((v) => Math.round(v / 9)), y * (size * 3 + 1) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
