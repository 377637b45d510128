// Runs the measurements side by side and writes each as a section into bench/README.md. Started by script/bench, which builds
// everything, starts a PostgreSQL and cleans up.
import { closeSync, existsSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { load } from './load.mjs';
import { programme } from './programme.mjs';
import { streams } from './streams.mjs';
import { inside, median, nginx, out, pause, release, round, rows, serve, side, stop, verdict, work } from './tools.mjs';

const README = 'bench/README.md';
const POSTS = 10_000;

const sections = {};

/** For wrk: each request with another token of a list. The requests are written once, before the clock runs. */
function withTokens(tokens) {
  const file = join(work, 'tokens.lua');
  writeFileSync(file, `local tokens = { ${tokens.map((t) => `"${t}"`).join(', ')} }
local requests, at = {}, 0
function init()
  for i, token in ipairs(tokens) do requests[i] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. token }) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
`);
  return file;
}

/** Tokens of a thousand supporters who each follow five athletes; made once for a seeded folder. */
function tokensOf(seeded) {
  const list = join(seeded.data, 'viewers');
  if (!existsSync(list)) writeFileSync(list, out(inside, ['viewers', '--data', seeded.data, '--count', '1000']));
  return readFileSync(list, 'utf8').trim().split('\n').map((line) => line.split(' ')[1]);
}

/** Requests a second for each of these addresses beside nginx serving the same bytes. */
async function beside(url, asked, token) {
  const root = join(work, 'static');
  mkdirSync(root, { recursive: true });
  const other = await nginx(root);
  const lines = [];
  for (const [what, path, target, options] of asked) {
    const answer = await fetch(url + path, { headers: { 'accept-encoding': 'identity', ...(options.script && { authorization: `Bearer ${token}` }) } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) {
      lines.push([what, `answered ${answer.status}`, '', '', `≥ ${target}`, '', 'not measured']);
      continue;
    }
    writeFileSync(join(root, 'feed.json'), bytes);
    const { ours, theirs } = side(url + path, `${other.url}/feed.json`, options);
    const ratio = ours.rate / theirs.rate;
    lines.push([`${what}, ${round(bytes.length / 1024)} KB`, round(ours.rate), round(theirs.rate), round(ratio, 2), `≥ ${target}`, `${round(ours.p99, 1)} ms`, verdict(ratio >= target && ours.bad === 0)]);
  }
  await stop(other.child);
  return rows(['what', 'Grandstand', 'nginx', 'ratio', 'target', 'p99', ''], lines);
}

/** The client API as apps ask it. */
async function clients(seeded) {
  const tokens = tokensOf(seeded);
  // One machine asks here for everyone.
  Object.assign(process.env, { GRANDSTAND_WEB__API_REQUESTS_PER_TOKEN: '0', GRANDSTAND_WEB__API_REQUESTS_PER_PLACE: '0' });
  const { url, child } = await serve(seeded.data);
  const table = await beside(url, [
    ['Public timeline', '/api/v1/timelines/public?limit=20', 0.28, {}],
    ['Home timeline, distinct tokens', '/api/v1/timelines/home?limit=20', 0.1, { script: withTokens(tokens) }],
  ], tokens[0]);
  await stop(child);
  sections.clients = `## The client API\n\n${round(POSTS)} posts, 1,000 accounts that follow five athletes each, keep-alive, 32 connections, limits off. Requests a second:\n\n${table}\n`;
}

async function listeners(seeded) {
  sections.streams = await streams(seeded.data, tokensOf(seeded));
}

/** The feed's own programs, and For you over HTTP. What is not built or not there is said. */
async function feed(seeded) {
  const parts = [];
  const measure = join(release, 'grandstand-bench');
  const replay = join('..', 'shared', 'data', 'kuairand');
  const program = (title, words) => parts.push(`### ${title}\n\n\`\`\`\n${out(measure, words).trim()}\n\`\`\`\n`);
  if (!existsSync(measure)) parts.push('`grandstand-bench` is not built.\n');
  else {
    const files = ['items', 'history', 'stream-april'].map((n) => join(replay, `${n}.tsv.gz`));
    if (files.every(existsSync)) program('Replay', ['feed-replay', '--items', files[0], '--history', files[1], '--stream', files[2]]);
    else parts.push('The replay needs the data set beside the checkout (`../shared/data/kuairand`).\n');
    program('Engine alone', ['feed-engine']);
  }
  const tokens = tokensOf(seeded);
  const { url, child } = await serve(seeded.data);
  const asked = [
    ['For you as JSON, distinct signed-in viewers', '/api/grandstand/v1/feeds/for-you?limit=20', 0.12, { script: withTokens(tokens) }],
    ['Discover as JSON', '/api/grandstand/v1/feeds/discover?limit=20', 0.4, {}],
  ];
  const table = await beside(url, asked, tokens[0]);
  await stop(child);
  parts.push(`### Over HTTP\n\n${round(POSTS)} posts, 1,000 viewers who have watched 50 films each, keep-alive, 32 connections. Requests a second:\n\n${table}\n`);
  sections.feed = `## The feed\n\n${parts.join('\n')}`;
}

async function loaded() {
  const found = [
    await load({ name: 'SQLite', seconds: 120 }),
    await load({ name: 'PostgreSQL', seconds: 60, more: ['--database-url', process.env.BENCH_POSTGRES_LOAD_URL] }),
  ];
  sections.load = `## Under load, ended again and again\n\nReaders, writers and uploads at once (120 s on SQLite, 60 s on PostgreSQL) while the server is ended with SIGKILL about every 9 s and\nstarted again; then everything that was acknowledged is compared with what is there. SIGKILL is not a power cut: that rests on fsync.\n\n${found.map((f) => f.table).join('\n\n')}\n`;
  if (!found.every((f) => f.good)) process.exitCode = 1;
}


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

/** How long this disk takes to make 4 KB durable: the middle of 200, in milliseconds. */
function syncTime() {
  const file = openSync(join(work, 'sync'), 'w');
  writeSync(file, Buffer.alloc(1 << 20));
  fsyncSync(file);
  const times = Array.from({ length: 200 }, (_, turn) => {
    const began = performance.now();
    writeSync(file, Buffer.alloc(4096, turn), 0, 4096, (turn % 256) * 4096);
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return median(times);
}

function writes() {
  const lines = [];
  const sync = syncTime();
  for (const [name, more] of [['SQLite', []], ['PostgreSQL', ['--database-url', process.env.BENCH_POSTGRES_URL]]]) {
    const told = out(inside, ['writes', '--data', join(work, `writes-${name}`), ...more]).trim().split('\n');
    lines.push([name, ...told.map((line) => round(Number(line.split(' ')[1])))]);
  }
  sections.writes = `## Durable writes\n\nCheers, comments and follows in turn through the use cases, each answered after its commit was durable and the views showed it\n(SQLite \`synchronous = FULL\`; PostgreSQL with fsync and synchronous commit). One fdatasync of 4 KB took ${round(sync, 2)} ms on this disk. A second:\n\n${rows(['database', 'one client', '32 clients'], lines)}\n\nWhat bounds it: one client waits for one fsync per act. On SQLite, writers that queue share a commit (docs/decisions/0002), so 32\nclients are bound by the one connection that runs everybody's statements one after the other. On PostgreSQL they are bound by the\nlog's head row, whose lock is held over one commit: one fsync per act again, however many clients there are.\n`;
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
const load1 = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
const wants = (name) => wished.length === 0 || wished.includes(name);
let seeded;
if (['seed', 'pages', 'video', 'start', 'feed', 'clients', 'streams'].some(wants)) {
  // BENCH_DATA names a folder that is filled once and kept, for one measurement after the other.
  const data = process.env.BENCH_DATA ?? join(work, 'data');
  const mark = join(data, 'post');
  if (!existsSync(mark)) {
    console.error(`seeding ${POSTS} posts`);
    writeFileSync(mark, out(inside, ['seed', '--data', data, '--posts', String(POSTS)]).trim().split('\n').pop());
  }
  seeded = { data, post: readFileSync(mark, 'utf8') };
}
for (const [name, measure] of Object.entries({ pages, video, start, writes, ladder, feed, clients, streams: listeners, programme: async () => { sections.programme = await programme(); }, load: loaded })) {
  if (!wants(name)) continue;
  console.error(`measuring ${name}`);
  await measure(seeded);
}

// Each section stands under its own heading and says when it was measured; a run replaces those it measured.
const ORDER = ['Pages', 'Video bytes', 'Start and idle memory', 'Durable writes', 'The ladder', 'The feed', 'Under load, ended again and again'];
const model = /model name\s+: (.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
const versions = [out('bash', ['-c', 'nginx -v 2>&1']), out('bash', ['-c', 'ffmpeg -version | head -n 1'])].map((line) => line.trim().split(' Copyright')[0]);
const where = `_${new Date().toISOString().slice(0, 10)}; ${cpus().length} × ${model}; ${versions.join('; ')}; node ${process.version}; release profile; \`script/bench ${wished.join(' ')}\`; load before it ${load1}._`;
const title = (text) => /^## (.+)$/m.exec(text)[1];
const found = Object.values(sections).map((text) => `${text.trimEnd()}\n\n${where}\n`);
console.log(found.join('\n'));
const [opening, ...kept] = readFileSync(README, 'utf8').split(/^(?=## )/m);
const page = new Map([...kept, ...found].map((text) => [title(text), text.trimEnd()]));
const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
const sorted = [...page].sort(([a], [b]) => place(a) - place(b)).map(([, text]) => `${text}\n`);
if (found.length > 0) writeFileSync(README, [`${opening.trimEnd()}\n`, ...sorted].join('\n'));
