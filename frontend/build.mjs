// Builds everything the browser loads into dist/: hashed names, and manifest.json from logical names to hashed ones.
//
//   node build.mjs           once; fails when a bundle passes its budget (budgets.mjs)
//   node build.mjs --watch   again on every change
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { gzipSync, inflateSync } from 'node:zlib';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import icons from './icons.mjs';
import budgets from './budgets.mjs';
import { markPng, markSvg } from './mark.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
/** Where the server serves dist/. */
const PREFIX = '/assets/';

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ['chrome111', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  metafile: true,
  outdir: dist,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file' },
  logLevel: 'warning',
};

/** One sprite of the icons that are used, stroked at 1.75. */
async function sprite() {
  const symbols = await Promise.all(icons.map(async (name) => {
    const svg = await readFile(join(root, 'node_modules/lucide-static/icons', `${name}.svg`), 'utf8');
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s*\n\s*/g, '');
    return `<symbol id="${name}" viewBox="0 0 24 24" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** Writes `content` under a name that carries its hash, and notes it in the manifest. */
async function emit(manifest, name, content) {
  const [, stem, ending] = /^(.*)(\.[^.]+)$/.exec(name);
  const hash = createHash('sha256').update(content).digest('base64url').replace(/[-_]/g, '').slice(0, 8).toUpperCase();
  manifest[name] = `${stem}-${hash}${ending}`;
  await writeFile(join(dist, manifest[name]), content);
}

/**
 * The font of a WOFF 1 file as the TrueType file it was made of (W3C WOFF File Format 1.0, sections 3 to 5): papers to print are drawn
 * with the faces of the pages, in the one form that a PDF takes.
 */
function sfnt(woff) {
  const tables = [];
  for (let n = 0, at = 44; n < woff.readUInt16BE(12); n++, at += 20) {
    const [offset, stored, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const bytes = woff.subarray(offset, offset + stored);
    tables.push({ tag: woff.subarray(at, at + 4), sum: woff.readUInt32BE(at + 16), bytes: stored < length ? inflateSync(bytes) : bytes });
  }
  const head = Buffer.alloc(12 + 16 * tables.length);
  const power = Math.floor(Math.log2(tables.length));
  woff.copy(head, 0, 4, 8);
  [tables.length, 16 << power, power, 16 * (tables.length - (1 << power))].forEach((value, n) => head.writeUInt16BE(value, 4 + 2 * n));
  const parts = [head];
  let offset = head.length;
  tables.forEach(({ tag, sum, bytes }, n) => {
    tag.copy(head, 12 + 16 * n);
    [sum, offset, bytes.length].forEach((value, m) => head.writeUInt32BE(value, 16 + 16 * n + 4 * m));
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    parts.push(padded);
    offset += padded.length;
  });
  return Buffer.concat(parts);
}

/** The bytes of a bundle and of what it statically imports, without what `seen` holds. */
function weight(metafile, output, seen) {
  if (seen.has(output)) return 0;
  seen.add(output);
  const imports = metafile.outputs[output].imports.filter((i) => i.kind === 'import-statement' && !i.external);
  const own = gzipSync(metafile.bytes[output], { level: 9 }).length;
  return imports.reduce((sum, i) => sum + weight(metafile, i.path, seen), own);
}

async function withBytes(metafile) {
  metafile.bytes = {};
  for (const path of Object.keys(metafile.outputs)) metafile.bytes[path] = await readFile(join(root, path));
  return metafile;
}

async function build() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const manifest = {};
  const sizes = {};

  await emit(manifest, 'icons.svg', await sprite());
  const define = { ICONS: JSON.stringify(PREFIX + manifest['icons.svg']) };
  const [modules, boot, css] = await Promise.all([
    esbuild.build({ ...common, entryPoints: ['src/app.ts'], format: 'esm', splitting: true, define }),
    esbuild.build({ ...common, entryPoints: ['src/boot.ts'], format: 'iife' }),
    esbuild.build({ ...common, entryPoints: ['src/styles/main.css'] }),
  ]);
  for (const { metafile } of [modules, boot, css]) {
    for (const [path, output] of Object.entries(metafile.outputs)) {
      if (output.entryPoint && !path.includes('chunk-') && !/islands/.test(output.entryPoint)) {
        const extension = /\.[a-z]+$/.exec(path)[0];
        manifest[basename(output.entryPoint).replace(/\.[a-z]+$/, extension)] = basename(path);
      } else if (path.endsWith('.woff2')) {
        manifest[basename(path).replace(/-[A-Z0-9]{8}\.woff2$/, '.woff2')] = basename(path);
      }
    }
  }

  const jsMeta = await withBytes(modules.metafile);
  const app = Object.keys(jsMeta.outputs).find((p) => jsMeta.outputs[p].entryPoint === 'src/app.ts');
  const loaded = new Set();
  sizes['app.js'] = weight(jsMeta, app, loaded);
  for (const [path, output] of Object.entries(jsMeta.outputs)) {
    const island = /^src\/islands\/(.*)\.ts$/.exec(output.entryPoint ?? '')?.[1];
    if (island) sizes[`island:${island}`] = weight(jsMeta, path, new Set(loaded));
  }

  await emit(manifest, 'logo.svg', markSvg({ tile: true }));
  await emit(manifest, 'mark.svg', markSvg({ tile: false }));
  for (const [name, size, share] of [['icon-180.png', 180, 0.8], ['icon-192.png', 192, 0.8], ['icon-512.png', 512, 0.8], ['icon-maskable-512.png', 512, 0.62]]) {
    await emit(manifest, name, markPng(size, share));
  }
  for (const weight of [500, 800]) {
    for (const letters of ['latin', 'latin-ext', 'vietnamese']) {
      const woff = await readFile(join(root, 'node_modules/@fontsource/barlow-condensed/files', `barlow-condensed-${letters}-${weight}-normal.woff`));
      await emit(manifest, `paper-${weight}-${letters}.ttf`, sfnt(woff));
    }
  }
  const icon = (name, sizesText, purpose) => ({ src: PREFIX + manifest[name], sizes: sizesText, type: 'image/png', purpose });
  await emit(manifest, 'site.webmanifest', JSON.stringify({
    name: 'Grandstand', short_name: 'Grandstand', description: 'Athletes and the people who cheer for them.',
    id: '/', start_url: '/', scope: '/', display: 'standalone', orientation: 'any', lang: 'en-GB',
    background_color: '#0a0f1e', theme_color: '#0a0f1e', categories: ['sports', 'social'],
    icons: [
      icon('icon-192.png', '192x192', 'any'), icon('icon-512.png', '512x512', 'any'),
      icon('icon-maskable-512.png', '512x512', 'maskable'),
    ],
    shortcuts: [{ name: 'Upload', url: '/upload' }, { name: 'Following', url: '/following' }],
  }));

  // The worker comes last: it keeps the shell's hashed addresses, so it changes whenever they do.
  const shell = ['main.css', 'boot.js', 'icons.svg', 'mark.svg', ...Object.keys(manifest).filter((n) => n.endsWith('-latin-wght-normal.woff2') || n.includes('latin-700'))];
  const worker = await esbuild.build({
    ...common, entryPoints: ['src/sw.ts'], format: 'iife', write: false,
    define: { SHELL: JSON.stringify(shell.map((n) => PREFIX + manifest[n])) },
  });
  await emit(manifest, 'sw.js', worker.outputFiles[0].contents);

  for (const name of ['boot.js', 'main.css', 'icons.svg', 'sw.js']) {
    sizes[name] = gzipSync(await readFile(join(dist, manifest[name])), { level: 9 }).length;
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`);
  report(sizes);
  await externalAddresses();
}

/** Prints sizes beside budgets; throws when one is passed or a bundle has none. */
function report(sizes) {
  let failed = false;
  for (const [name, bytes] of Object.entries(sizes)) {
    const budget = budgets[name];
    const over = budget === undefined || bytes > budget;
    failed ||= over;
    console.log(`${over ? 'OVER ' : '     '}${name.padEnd(20)} ${String(bytes).padStart(6)} of ${budget ?? 'no budget'} bytes gzip`);
  }
  if (failed) throw new Error('a bundle is over its size budget (budgets.mjs)');
}

/** Nothing that is shipped may ask another host for anything: only XML namespaces may look like addresses. */
async function externalAddresses() {
  for (const file of await readdir(dist)) {
    if (!/\.(css|js|svg|webmanifest)$/.test(file)) continue;
    const text = await readFile(join(dist, file), 'utf8');
    const found = text.match(/(?:url\(|fetch\(|src=)["']?https?:[^"')\s]*/g);
    if (found) throw new Error(`${file} loads from another host: ${found.join(', ')}`);
  }
}

await build();
if (process.argv.includes('--watch')) {
  let timer;
  watch(join(root, 'src'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
  });
}
