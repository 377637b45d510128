// Programs of others against the real server, on both databases. Run by script/test, which says where the programs are.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { phoneFilm } from '../lib/films.mjs';
import { Server } from '../lib/server.mjs';
import { run as masto } from './masto.mjs';
import { run as megalodon } from './megalodon.mjs';

const { GRANDSTAND_BENCH: seeder, GRANDSTAND_PYTHON: python, GRANDSTAND_CLIENTS_POSTGRES: postgres } = process.env;
const SEEDED = 210;
const exec = promisify(execFile);
const here = new URL('.', import.meta.url).pathname;
const databases = { SQLite: {}, ...(postgres ? { PostgreSQL: { GRANDSTAND_DATABASE_URL: postgres } } : {}) };

for (const [name, environment] of Object.entries(databases)) {
  describe(`apps on ${name}`, () => {
    let server, athlete, fan, film;
    before(async () => {
      server = new Server({ environment: { ...environment, GRANDSTAND_APP__PUSH: 'loopback' } });
      const database = postgres && environment.GRANDSTAND_DATABASE_URL ? ['--database-url', postgres] : [];
      await exec(seeder, ['seed', '--data', server.data, '--posts', String(SEEDED), ...database]);
      athlete = await server.account('swift', 'athlete', '--adult');
      fan = await server.account('loud', 'supporter', '--adult');
      await server.start();
      film = phoneFilm(`client-${name}.mp4`, { seconds: 2, size: '640x360', rate: '1M' });
    });
    after(() => server?.end());

    test('Mastodon.py', { timeout: 300_000 }, async () => {
      const pair = ({ handle, password }) => `${handle} ${password}`;
      const env = { ...process.env, URL: server.url, FILM: film, SEEDED, ATHLETE: pair(athlete), FAN: pair(fan) };
      const { stdout } = await exec(python, [`${here}/mastodon_py.py`], { env }).catch((error) => {
        throw new Error(`${error.stderr}\n${server.log.slice(-2_000)}`);
      });
      assert.match(stdout, /all calls answered/);
    });
    test('masto', { timeout: 300_000 }, () => masto({ url: server.url, athlete, fan, film, seeded: SEEDED }));
    test('megalodon', { timeout: 300_000 }, () => megalodon({ url: server.url, athlete, fan, film, seeded: SEEDED }));
  });
}
