// What the measurements share: starting servers and nginx, one run of wrk, tables.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';

export const work = process.env.BENCH_WORK;
export const release = process.env.BENCH_RELEASE;
export const program = join(release, 'grandstand');
export const inside = join(release, 'examples', 'bench');

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const out = (command, words) => execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const round = (number, digits = 0) => number.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits });

export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

export async function until(ready, ms = 60_000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      if (await ready()) return;
    } catch { /* not yet */ }
    if (Date.now() > end) throw new Error('waited too long');
    await pause(5);
  }
}

const started = [];
process.on('exit', () => started.forEach((child) => child.kill('SIGKILL')));

/** A server on a folder; gives its address and how long it took to be ready. */
export async function serve(data, { port, more = [] } = {}) {
  port ??= await freePort();
  const began = performance.now();
  const child = spawn(program, ['serve', '--empty', '--data', data, '--listen', `127.0.0.1:${port}`, ...more], {
    env: { ...process.env, GRANDSTAND_LOG__FILTER: 'warn' }, stdio: ['ignore', 'ignore', 'inherit'],
  });
  started.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  return { url, child, port, ready: performance.now() - began };
}

export async function stop(child) {
  const ended = new Promise((done) => child.on('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** nginx with the settings the issue names, serving a folder. */
export async function nginx(root) {
  const port = await freePort();
  const prefix = join(work, 'nginx');
  mkdirSync(join(prefix, 'temp'), { recursive: true });
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${prefix}/temp;`).join(' ');
  writeFileSync(join(prefix, 'nginx.conf'), `
    ${process.getuid() === 0 ? 'user root;' : ''}
    worker_processes ${cpus().length}; daemon off; pid ${prefix}/pid; error_log ${prefix}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush off; tcp_nodelay on; keepalive_requests 1000000000; open_file_cache max=100;
      ${temps}
      types { application/json json; text/html html; video/mp4 mp4; }
      server { listen 127.0.0.1:${port}; root ${root}; }
    }`);
  const child = spawn('nginx', ['-p', prefix, '-c', join(prefix, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(url)).status > 0);
  return { url, child };
}

/** One run of wrk: requests a second, megabytes a second, 99th percentile in milliseconds, answers that were no 2xx. */
export function wrk(url, { script, seconds = 8 } = {}) {
  const text = out('wrk', ['-t2', '-c32', `-d${seconds}s`, '--latency', ...(script ? ['-s', script] : []), url]);
  const unit = { us: 0.001, ms: 1, s: 1000 };
  const [, p99, u] = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  const [, transfer, size] = /Transfer\/sec:\s+([\d.]+)(KB|MB|GB)/.exec(text);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]),
    megabytes: Number(transfer) * { KB: 1 / 1024, MB: 1, GB: 1024 }[size],
    p99: Number(p99) * unit[u],
    bad: bad ? Number(bad[1]) : 0,
  };
}

/** Three runs of each in turn; the middle one of each counts. */
export function side(ours, theirs, options) {
  wrk(ours, { ...options, seconds: 2 });
  wrk(theirs, { ...options, seconds: 2 });
  const runs = [1, 2, 3].map(() => ({ ours: wrk(ours, options), theirs: wrk(theirs, options) }));
  const middle = (who) => ({
    rate: median(runs.map((run) => run[who].rate)),
    megabytes: median(runs.map((run) => run[who].megabytes)),
    p99: median(runs.map((run) => run[who].p99)),
    bad: runs.reduce((sum, run) => sum + run[who].bad, 0),
  });
  return { ours: middle('ours'), theirs: middle('theirs') };
}

export const rows = (head, lines) => [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
export const verdict = (holds) => (holds ? 'held' : '**missed**');
