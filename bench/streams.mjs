// Many idle streams of events on one server: memory, and how long after an act its event arrives among them.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

import { median, pause, round, rows, serve, stop, verdict } from './tools.mjs';

const CONNECTIONS = 5_000;
const ACTS = 100;

/** Opens a WebSocket (RFC 6455, 4.1) on someone's home and notifications; `heard` is called with what it receives. */
function listen(port, token, heard) {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET /api/v1/streaming?stream=user HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`));
    let open = false;
    socket.on('error', failed);
    socket.on('data', (bytes) => {
      if (open) return heard?.(bytes);
      const [line] = bytes.toString('latin1').split('\r\n');
      open = true;
      if (line.includes(' 101 ')) done(socket);
      else failed(new Error(line));
    });
  });
}

function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** The section for the page of measurements; `tokens` are of a thousand accounts. */
export async function streams(data, tokens) {
  Object.assign(process.env, {
    GRANDSTAND_WEB__API_REQUESTS_PER_TOKEN: '0', GRANDSTAND_WEB__API_REQUESTS_PER_PLACE: '0', GRANDSTAND_WEB__STREAMS_PER_PLACE: '20000',
  });
  const { url, port, child } = await serve(data);
  const authorization = (token) => ({ authorization: `Bearer ${token}` });
  const [{ id }] = await (await fetch(`${url}/api/v1/timelines/public?limit=1`)).json();
  await pause(2_000);
  const before = resident(child.pid);
  const sockets = [];
  while (sockets.length < CONNECTIONS) {
    const batch = Array.from({ length: 50 }, (_, at) => listen(port, tokens[(sockets.length + at) % tokens.length]));
    sockets.push(...await Promise.all(batch));
  }
  await pause(5_000);
  const idle = resident(child.pid);

  // Somebody passes a film on: it appears in their own home, and every other connection is asked whether it concerns it.
  const times = [];
  for (let act = 0; act < ACTS; act += 1) {
    const token = tokens[act];
    let arrived;
    const event = new Promise((done) => { arrived = done; });
    const socket = await listen(port, token, (bytes) => bytes.includes('"event":"update"') && arrived(performance.now()));
    const answer = await fetch(`${url}/api/v1/statuses/${id}/reblog`, { method: 'POST', headers: authorization(token) });
    const committed = performance.now();
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    times.push(await event - committed);
    socket.destroy();
    await pause(50);
  }
  const after = resident(child.pid);
  for (const socket of sockets) socket.destroy();
  await stop(child);
  times.sort((a, b) => a - b);
  const worst = times[Math.floor(times.length * 0.95)];
  const grown = idle - before;
  return `## Streams of events\n\n${round(CONNECTIONS)} WebSockets of ${round(tokens.length)} accounts on their home, quiet for 5 s; then ${ACTS} people pass a film on, one after another, each listening\nto their own home. From the answer of that request (its commit is durable then, and this server's views show it) to the event, all connections open:\n\n${rows(['what', 'measured', 'target', ''], [
    ['resident memory before', `${round(before)} MB`, '', ''],
    ['with all of them open', `${round(idle)} MB: ${round(grown)} MB more, ${round((grown * 1024) / CONNECTIONS, 1)} KB each`, '≤ 200 MB more', verdict(grown <= 200)],
    ['after the acts', `${round(after)} MB`, '', ''],
    ['answer to event', `${round(median(times), 1)} ms (middle), ${round(worst, 1)} ms (95 %)`, '', ''],
  ])}\n`;
}
