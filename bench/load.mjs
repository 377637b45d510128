// Two minutes of readers, writers and uploads at once, while the server is ended with SIGKILL every few seconds and started
// again: whatever it acknowledged must be there afterwards. SIGKILL ends the program, not the machine: that a commit
// survives a power cut rests on fsync, which the writes here wait for but cannot prove.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inside, out, pause, program, round, rows, serve, until, verdict, work } from './tools.mjs';

const API = '/api/grandstand/v1';
const [READERS, WRITERS, UPLOADERS, VIEWERS, POSTS] = [6, 12, 2, 96, 200];
const CHUNK = 128 << 10;
const KILL_EVERY_MS = 9_000;

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const base64 = (text) => Buffer.from(text).toString('base64');

export async function load({ name, seconds, more = [] }) {
  const data = join(work, `load-${name}`);
  const place = ['--data', data, ...more];
  const film = out(inside, ['seed', ...place, '--posts', String(POSTS)]).trim().split('\n').pop();
  const tokens = out(inside, ['viewers', ...place, '--count', String(VIEWERS), '--views', '0']).trim().split('\n').map((line) => line.split(' ').pop());
  const senders = [];
  for (let n = 0; n < UPLOADERS; n += 1) {
    out(program, ['account', 'create', `sender_${n}`, '--role', 'athlete', ...place]);
    senders.push(out(program, ['token', `sender_${n}`, ...place]).trim().split('\n').pop());
  }
  const clip = join(work, 'load.mp4');
  out('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=360x640:r=30:d=4', '-f', 'lavfi', '-i', 'sine=330:d=4',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '2M', '-pix_fmt', 'yuv420p', '-c:a', 'aac', clip]);
  const bytes = readFileSync(clip);

  let server = await serve(data, { more });
  const { url, port } = server;
  const end = Date.now() + seconds * 1000;
  const going = () => Date.now() < end;
  const count = { reads: 0, cut: 0, slowed: 0, kills: 0, broken: [] };
  const times = { read: [], write: [], away: [] };

  /** One request. Gives its answer; none when the connection broke, so that nobody knows whether it was done. */
  async function ask(path, { method = 'GET', token, body, headers = {}, kind } = {}) {
    const began = performance.now();
    try {
      const answer = await fetch(url + path, {
        method, body: body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body), redirect: 'manual',
        headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && !headers['content-type'] && { 'content-type': 'application/json' }), ...headers },
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (kind) times[kind].push(performance.now() - began);
      if (answer.status === 429) count.slowed += 1;
      // Until its views are filled, a server that starts says 503; 409 and 423 are an upload's way to say "ask again".
      else if (answer.status >= 400 && ![409, 423, 503].includes(answer.status)) count.broken.push(`${method} ${path}: ${answer.status}`);
      return { status: answer.status, ok: answer.ok, headers: answer.headers, json: () => JSON.parse(bytes), bytes };
    } catch {
      count.cut += 1;
      await pause(15);
      return null;
    }
  }

  const page = (await ask(`${API}/feeds/discover?limit=50`)).json().items;
  const posts = page.map((item) => item.id);
  const athletes = [...new Set(page.map((item) => item.author.handle))];
  const told = (await ask(`${API}/posts/${film}`)).json();
  const range = new URL(told.video.renditions.find((r) => r.rung === '480').url).pathname;

  // What was acknowledged: states by "token place", comments by id, uploads by address, posts by id.
  const states = new Map();
  const comments = new Map();
  const offsets = new Map();
  const sent = new Set();

  async function read() {
    while (going()) {
      const way = Math.random();
      if (way < 0.4) {
        const answer = await ask(`${API}/feeds/discover?limit=20`, { kind: 'read' });
        if (answer?.ok && answer.json().items.length !== 20) count.broken.push('a short page of Discover');
      } else if (way < 0.6) {
        const answer = await ask('/', { kind: 'read', headers: { accept: 'text/html' } });
        if (answer?.ok && !answer.bytes.includes('</html>')) count.broken.push('a page without its end');
      } else if (way < 0.8) {
        const from = Math.floor(Math.random() * (9 << 20));
        const answer = await ask(range, { kind: 'read', headers: { range: `bytes=${from}-${from + (1 << 20) - 1}` } });
        if (answer?.ok && answer.bytes.length !== 1 << 20) count.broken.push(`a range of ${answer.bytes.length} bytes`);
      } else {
        await ask(`${API}/posts/${pick(posts)}/comments`, { kind: 'read' });
      }
      count.reads += 1;
      await pause(2);
    }
  }

  /** A writer has viewers of its own, so nobody else changes what it has been told. */
  async function write(own) {
    for (let turn = 0; going(); turn += 1) {
      const token = pick(own);
      if (turn % 4 === 3) {
        const [post, text] = [pick(posts), `Run like the wind! ${turn}`];
        const answer = await ask(`${API}/posts/${post}/comments`, { method: 'POST', token, body: { text }, kind: 'write' });
        if (answer?.status === 201) comments.set(answer.json().id, post);
      } else {
        const path = turn % 4 === 2 ? `${API}/accounts/${pick(athletes)}/follow` : `${API}/posts/${pick(posts)}/cheer`;
        const key = `${token} ${path}`;
        const on = !(states.get(key) ?? false);
        const answer = await ask(path, { method: on ? 'POST' : 'DELETE', token, kind: 'write' });
        if (answer?.ok) states.set(key, on);
        else if (answer?.status !== 429) states.delete(key);
      }
      await pause(1);
    }
  }

  async function upload(token) {
    const tus = { 'tus-resumable': '1.0.0' };
    while (going()) {
      const made = await ask(`${API}/uploads`, { method: 'POST', token, headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': `filename ${base64('load.mp4')}` } });
      if (made?.status !== 201) continue;
      const at = new URL(made.headers.get('location'), url).pathname;
      let offset = 0;
      while (going() && offset < bytes.length) {
        const answer = await ask(at, { method: 'PATCH', token, body: bytes.subarray(offset, offset + CHUNK), headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) } });
        if (answer?.status === 204) {
          offset = Number(answer.headers.get('upload-offset'));
          offsets.set(at, { token, offset });
        } else {
          const asked = await ask(at, { method: 'HEAD', token, headers: tus });
          if (asked?.ok) {
            const reached = Number(asked.headers.get('upload-offset'));
            if (reached < offset) count.broken.push(`an upload fell back from ${offset} to ${reached}`);
            offset = reached;
          }
        }
        await pause(60);
      }
      // A lost answer leaves it open whether the post stands; only an answered one counts.
      const post = offset === bytes.length ? await ask(`${API}/posts`, { method: 'POST', token, body: { upload: at.split('/').pop(), caption: 'Sent under load' } }) : null;
      if (post?.status === 201) sent.add(post.json().id);
      await pause(4_000);
    }
  }

  async function restart() {
    const gone = new Promise((done) => server.child.on('exit', done));
    server.child.kill('SIGKILL');
    await gone;
    server = await serve(data, { port, more });
    times.away.push(server.ready);
    count.kills += 1;
  }

  async function kill() {
    while (Date.now() + KILL_EVERY_MS < end) {
      await pause(KILL_EVERY_MS * (0.6 + 0.8 * Math.random()));
      await restart();
    }
  }

  const share = Math.ceil(tokens.length / WRITERS);
  await Promise.all([
    ...Array.from({ length: READERS }, read),
    ...Array.from({ length: WRITERS }, (_, n) => write(tokens.slice(n * share, (n + 1) * share))),
    ...senders.map(upload), kill(),
  ]);
  await restart();

  const lost = [];
  for (const [key, on] of states) {
    const [token, path] = key.split(' ');
    const answer = (await ask(path.replace(/\/(cheer|follow)$/, ''), { token })).json();
    if ((path.endsWith('cheer') ? answer.own.cheered : answer.following) !== on) lost.push(`${path} should be ${on}`);
  }
  const found = new Set();
  for (const post of new Set(comments.values())) {
    for (let after = ''; after !== null;) {
      const list = (await ask(`${API}/posts/${post}/comments?limit=50${after && `&after=${after}`}`)).json();
      list.items.forEach((item) => found.add(item.id));
      after = list.next;
    }
  }
  for (const id of comments.keys()) if (!found.has(id)) lost.push(`comment ${id}`);
  for (const id of sent) {
    const state = async () => (await ask(`${API}/posts/${id}`, { token: senders[0] }))?.json().video?.state;
    const playable = async () => ['playable', 'complete'].includes(await state()) || (await pause(500), false);
    await until(playable, 180_000).catch(() => lost.push(`film ${id}`));
  }
  server.child.kill('SIGTERM');
  const p99 = (list) => round([...list].sort((a, b) => a - b)[Math.floor(list.length * 0.99)] ?? 0);
  const bad = [...lost, ...count.broken];
  bad.slice(0, 20).forEach((line) => console.error(`  ${line}`));
  return {
    good: bad.length === 0,
    table: rows(['what', name], [
      ['reads answered', `${round(times.read.length)} (p99 ${p99(times.read)} ms)`],
      ['writes answered', `${round(times.write.length - count.slowed)} (p99 ${p99(times.write)} ms), ${round(count.slowed)} asked to come later (429)`],
      ['states, comments and films compared at the end', `${round(states.size)}, ${round(comments.size)}, ${sent.size}`],
      ['ended by SIGKILL; ready again after', `${count.kills} times; at most ${round(Math.max(...times.away))} ms`],
      ['connections cut by that', round(count.cut)],
      ['acknowledged and lost', `${lost.length} ${verdict(lost.length === 0)}`],
      ['answers that should not be (errors but 429 and 503, short pages or ranges, offsets that fell back)', `${count.broken.length} ${verdict(count.broken.length === 0)}`],
    ]),
  };
}
