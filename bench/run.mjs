// Runs the measurements side by side and writes them as tables into bench/README.md. Started by script/bench, which builds
// everything, starts a PostgreSQL and cleans up.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';

const work = process.env.BENCH_WORK;
const release = process.env.BENCH_RELEASE;
const program = join(release, 'grandstand');
const inside = join(release, 'examples', 'bench');
const README = 'bench/README.md';
const POSTS = 10_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const out = (command, words) => execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number, digits = 0) => number.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits });

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

async function until(ready, ms = 60_000) {
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

/** A server on the seeded folder; gives its address and how long it took to be ready. */
async function serve(data) {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(program, ['serve', '--empty', '--data', data, '--listen', `127.0.0.1:${port}`], {
    env: { ...process.env, GRANDSTAND_LOG__FILTER: 'warn' }, stdio: ['ignore', 'ignore', 'inherit'],
  });
  started.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  return { url, child, ready: performance.now() - began };
}

async function stop(child) {
  const ended = new Promise((done) => child.on('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** nginx with the settings the issue names, serving a folder. */
async function nginx(root) {
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
function wrk(url, { script, seconds = 8 } = {}) {
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
function side(ours, theirs, options) {
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

const rows = (head, lines) => [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const verdict = (holds) => (holds ? 'held' : '**missed**');
const sections = {};

async function pages(seeded) {
  const { url, child } = await serve(seeded.data);
  const root = join(work, 'static');
  mkdirSync(root, { recursive: true });
  const asked = { json: '/api/grandstand/v1/feeds/discover?limit=20', html: '/' };
  for (const [kind, path] of Object.entries(asked)) {
    const answer = await fetch(url + path, { headers: { accept: kind === 'json' ? 'application/json' : 'text/html', 'accept-encoding': 'identity' } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    writeFileSync(join(root, `page.${kind}`), Buffer.from(await answer.arrayBuffer()));
  }
  const other = await nginx(root);
  const lines = [];
  for (const [kind, target] of [['json', 0.4], ['html', 0.15]]) {
    const { ours, theirs } = side(url + asked[kind], `${other.url}/page.${kind}`);
    const bytes = readFileSync(join(root, `page.${kind}`)).length;
    const ratio = ours.rate / theirs.rate;
    const holds = ratio >= target && (kind === 'html' || ours.p99 <= 15) && ours.bad === 0;
    lines.push([`Discover as ${kind.toUpperCase()}, ${round(bytes / 1024)} KB`, round(ours.rate), round(theirs.rate), round(ratio, 2), `≥ ${target}`,
      `${round(ours.p99, 1)} ms`, verdict(holds)]);
  }
  sections.pages = `## Pages\n\n${round(POSTS)} posts stored, 20 items a page, keep-alive, 32 connections (wrk, 2 threads, middle of 3 runs of 8 s in turn). nginx serves the same bytes as a static file. Requests a second:\n\n${rows(['what', 'Grandstand', 'nginx', 'ratio', 'target', 'p99', ''], lines)}\n`;
  await stop(other.child);
  await stop(child);
}

async function video(seeded) {
  const { url, child } = await serve(seeded.data);
  const told = await (await fetch(`${url}/api/grandstand/v1/posts/${seeded.post}`)).json();
  const address = new URL(new URL(told.video.renditions.find((r) => r.rung === '480').url).pathname, url).href;
  const root = join(work, 'static');
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'film.mp4'), Buffer.from(await (await fetch(address)).arrayBuffer()));
  const other = await nginx(root);
  const { ours, theirs } = side(address, `${other.url}/film.mp4`, { script: 'bench/ranges.lua' });
  const ratio = ours.megabytes / theirs.megabytes;
  sections.video = `## Video bytes\n\nRandom 1 MB ranges of a 10 MB file, keep-alive, 32 connections; nginx with sendfile on, tcp_nopush off. Megabytes a second:\n\n${rows(['Grandstand', 'nginx', 'ratio', 'target', 'p99 (nginx)', ''],
    [[round(ours.megabytes), round(theirs.megabytes), round(ratio, 2), '≥ 0.8', `${round(ours.p99, 1)} ms (${round(theirs.p99, 1)} ms)`, verdict(ratio >= 0.8 && ours.bad === 0)]])}\n`;
  await stop(other.child);
  await stop(child);
}

async function start(seeded) {
  const times = [];
  let memory = {};
  for (let run = 0; run < 5; run += 1) {
    const { url, child, ready } = await serve(seeded.data);
    times.push(ready);
    await fetch(`${url}/`);
    if (run === 4) {
      await pause(5000);
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const kib = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
      memory = { all: kib('VmRSS'), own: kib('RssAnon'), files: kib('RssFile') };
    }
    await stop(child);
  }
  const ready = median(times);
  sections.start = `## Start and idle memory\n\nWith ${round(POSTS)} posts: from starting the process to the first good answer of \`/readyz\` (middle of 5), and resident memory 5 s after the first page.\n\n${rows(['what', 'measured', 'target', ''], [
    ['ready', `${round(ready)} ms`, '≤ 1,000 ms', verdict(ready <= 1000)],
    ['idle memory', `${round(memory.all)} MB (own ${round(memory.own)}, mapped files ${round(memory.files)})`, '≤ 80 MB', verdict(memory.all <= 80)],
  ])}\n`;
}

function writes() {
  const lines = [];
  for (const [name, more] of [['SQLite', []], ['PostgreSQL', ['--database-url', process.env.BENCH_POSTGRES_URL]]]) {
    const rate = Number(out(inside, ['writes', '--data', join(work, `writes-${name}`), ...more]).trim().split('\n').pop());
    lines.push([name, round(rate)]);
  }
  sections.writes = `## Durable writes\n\nCheers, comments and follows in turn through the use cases, 32 clients at once, each answered after its commit was durable (SQLite \`synchronous = FULL\`; PostgreSQL with fsync and synchronous commit). A second:\n\n${rows(['database', 'writes'], lines)}\n\nWhat bounds it: one transaction each with its log entry. On SQLite one writer, so one fsync after another; on PostgreSQL\nthe log's head row, whose lock is held over one commit (docs/decisions/0002), and the disk's fsync.\n`;
}

function ladder() {
  const example = join(release, 'examples', 'ladder_bench');
  if (!existsSync(example)) return;
  // The clip of the issue, from a phone's real film where it is at hand, else drawn: an upright minute of moving noise.
  const phone = join('..', 'shared', 'data', 'media', 'gs__phone_portrait_1080p30_17M.mp4');
  const clip = join(work, 'clip.mp4');
  const source = existsSync(phone)
    ? ['-stream_loop', '-1', '-i', phone, '-t', '60', '-c', 'copy']
    : ['-f', 'lavfi', '-i', 'testsrc2=s=1080x1920:r=30:d=60', '-f', 'lavfi', '-i', 'sine=330:d=60', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '17M', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  out('ffmpeg', ['-v', 'error', '-y', ...source, clip]);
  const text = out(example, [clip]);
  sections.ladder = `## The ladder\n\nA minute of 1080 × 1920 at 30 frames a second (${existsSync(phone) ? 'a real phone film, repeated' : 'drawn'}); targets: whole ladder ≤ 1.15 × the CPU time of one ffmpeg process writing\nthe same four renditions, first playable ≤ 1.1 × ffmpeg writing the 480 alone.\n\n\`\`\`\n${text.trim()}\n\`\`\`\n`;
}

const wished = process.argv.slice(2);
const wants = (name) => wished.length === 0 || wished.includes(name);
let seeded;
if (wants('pages') || wants('video') || wants('start')) {
  const data = join(work, 'data');
  console.error(`seeding ${POSTS} posts`);
  const post = out(inside, ['seed', '--data', data, '--posts', String(POSTS)]).trim().split('\n').pop();
  seeded = { data, post };
}
for (const [name, measure] of Object.entries({ pages, video, start, writes, ladder })) {
  if (!wants(name)) continue;
  console.error(`measuring ${name}`);
  await measure(seeded);
}

const text = Object.values(sections).join('\n');
console.log(text);
// A partial run is printed only: the page keeps what one whole run found.
if (wished.length === 0) {
  const model = /model name\s+: (.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const versions = [out('bash', ['-c', 'nginx -v 2>&1']), out('bash', ['-c', 'ffmpeg -version | head -n 1'])].map((line) => line.trim().split(' Copyright')[0]);
  writeFileSync(README, `# Measured\n\nWritten by \`script/bench\` on ${new Date().toISOString().slice(0, 10)}, everything side by side in one run on one machine: ${cpus().length} × ${model}; ${versions.join('; ')}; node ${process.version}; release profile.\n\n${text}`);
}
