// Serves the gallery under the product's Content-Security-Policy and takes its pictures:
//   node gallery/shoot.mjs [page …]   → gallery/dist/shots/PAGE-{phone,desktop}-{dark,light}.png
// Any console error, policy violation or request to another host fails the run.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './parts.mjs';
import './build.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.mp4': 'video/mp4', '.vtt': 'text/vtt', '.webmanifest': 'application/manifest+json' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  const file = path.startsWith('/assets/') ? join(root, 'dist', path.slice(8)) : join(root, 'gallery/dist', path);
  try {
    const body = await readFile(file);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (range) {
      const [from, to] = [Number(range[1]), range[2] ? Number(range[2]) : body.length - 1];
      response.writeHead(206, { 'content-type': TYPES[extname(file)], 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${to}/${body.length}` });
      response.end(body.subarray(from, to + 1));
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    response.end(body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not here');
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const clip = join(root, 'gallery/dist/clip.mp4');
if (!existsSync(clip)) {
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=480x854:d=8:r=30', '-f', 'lavfi', '-i', 'sine=330:d=8', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart', clip]);
}
writeFileSync(join(root, 'gallery/dist/clip.vtt'), 'WEBVTT\n\n00:00.000 --> 00:30.000\n[whistle] And they are away,\nround the first bend together.\n');
const base = `http://127.0.0.1:${server.address().port}`;
const out = join(root, 'gallery/dist/shots');
await mkdir(out, { recursive: true });
const names = process.argv.slice(2).length ? process.argv.slice(2) : (await readdir(join(root, 'gallery/dist'))).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const faults = [];
for (const [device, viewport] of [['phone', { width: 390, height: 844 }], ['desktop', { width: 1440, height: 900 }], ['narrow', { width: 320, height: 640 }]]) {
  for (const theme of ['dark', 'light']) {
    if (device === 'narrow' && theme === 'light') continue;
    const context = await browser.newContext({ viewport, colorScheme: theme, hasTouch: device !== 'desktop' });
    for (const name of names) {
      const tab = await context.newPage();
      tab.on('console', (m) => m.type() === 'error' && !/404|405|501/.test(m.text()) && faults.push(`${name} ${device}: ${m.text()}`));
      tab.on('pageerror', (e) => faults.push(`${name} ${device}: ${e.message}`));
      tab.on('request', (r) => !r.url().startsWith(base) && !/^(data|blob):/.test(r.url()) && faults.push(`${name}: asks ${r.url()}`));
      await tab.goto(`${base}/${name}.html`);
      await tab.waitForTimeout(/^(feed|film)$/.test(name) ? 1500 : 500);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) faults.push(`${name} ${device}: scrolls sideways by ${wide}px`);
      await tab.screenshot({ path: join(out, `${name}-${device}-${theme}.png`), fullPage: !/^(feed|end|film)$/.test(name) && device !== 'narrow' });
      await tab.close();
    }
    await context.close();
  }
}
await browser.close();
server.close();
for (const fault of faults) console.error(fault);
console.log(`${names.length} pages, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
