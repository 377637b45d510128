// The real program, on a free port, with a data folder of its own.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = process.env.GRANDSTAND_BIN ?? 'target/debug/grandstand';

/** The environment without what the tests' own variables would tell the program. */
function environment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GRANDSTAND_'));
  return { ...Object.fromEntries(kept), GRANDSTAND_LOG__FORMAT: 'json', ...more };
}

/** A port that was free a moment ago. */
async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Asks until `probe` gives something true, or says what it waited for. */
export async function until(what, probe, ms = 30_000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try {
      const found = await probe();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await pause(100);
  }
  throw new Error(`waited ${ms} ms for ${what}${last ? `: ${last.message}` : ''}`);
}

export class Server {
  constructor({ empty = true, environment: more = {} } = {}) {
    this.empty = empty;
    this.more = more;
    this.data = mkdtempSync(join(tmpdir(), 'grandstand-e2e-'));
  }

  /** Starts the program (again) on the same folder and, after the first time, the same port. */
  async start() {
    this.port ??= await freePort();
    this.url = `http://localhost:${this.port}`;
    const flags = ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...(this.empty ? ['--empty'] : [])];
    this.log = '';
    this.startedAt = Date.now();
    this.process = spawn(BIN, flags, {
      env: environment({ GRANDSTAND_APP__PUBLIC_URL: this.url, ...this.more }), stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => { this.log = (this.log + chunk).slice(-200_000); };
    this.process.stdout.on('data', keep);
    this.process.stderr.on('data', keep);
    this.ended = new Promise((done) => this.process.on('exit', (code, signal) => done(code ?? signal)));
    try {
      await until('the server to be ready', async () => {
        if (this.process.exitCode !== null) throw new Error('it ended');
        return (await fetch(`${this.url}/readyz`)).ok;
      }, 60_000);
    } catch (error) {
      throw new Error(`${error.message}\n${this.log}`);
    }
    return this;
  }

  /** SIGTERM, and the end awaited. */
  async stop() {
    this.process.kill('SIGTERM');
    return this.ended;
  }

  /** kill -9. */
  async kill() {
    this.process.kill('SIGKILL');
    return this.ended;
  }

  /** Stops and forgets everything. */
  async end() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Runs a sub-command on this server's folder; gives its standard output, or throws with its standard error. */
  run(...words) {
    return run([...words, '--data', this.data], this.more);
  }

  /** Makes an account; the program chooses its password, as it does without a terminal. */
  async account(handle, role, ...more) {
    const out = await this.run('account', 'create', handle, '--role', role, ...more);
    return { handle, password: /^Password: (\S+)$/m.exec(out)[1] };
  }
}

/** Runs the program with these words. */
export function run(words, more = {}) {
  return new Promise((done, fail) => {
    const child = execFile(BIN, words, { env: environment(more), maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (error) fail(Object.assign(new Error(`grandstand ${words.join(' ')}: ${stderr || error.message}`), { stderr, stdout }));
      else done(stdout);
    });
    child.stdin.end();
  });
}
