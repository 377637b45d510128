// Our own interface against its own document: Schemathesis asks the real server what the document promises, with and
// without a token, and everything that the document does not allow. Run by script/test, which says where Python is.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Server } from '../lib/server.mjs';
import { signIn } from './sign_in.mjs';

const { GRANDSTAND_BENCH: seeder, GRANDSTAND_PYTHON: python } = process.env;
const exec = promisify(execFile);
const here = new URL('.', import.meta.url).pathname;
/** Nothing is held back: it is the answers that are looked at, not how many there may be. */
const environment = { GRANDSTAND_WEB__API_REQUESTS_PER_TOKEN: '0', GRANDSTAND_WEB__API_REQUESTS_PER_PLACE: '0' };

describe('the document of our own interface', () => {
  let server, athlete;
  before(async () => {
    server = new Server({ environment });
    await exec(seeder, ['seed', '--data', server.data, '--posts', '30']);
    athlete = await server.account('swift', 'athlete');
    await server.start();
    await journey();
  });
  after(() => server?.end());

  /** A journey of the athlete's, by the form that people use. */
  async function journey() {
    const cookie = await signIn(server.url, athlete);
    const form = await (await fetch(`${server.url}/journeys/new`, { headers: { cookie } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(form)[1];
    const pairs = { csrf, title: 'The long way', games: '', summary: '', kind_0: 'camp', label_0: 'Heat', day_0: '2026-08-01', post_0: '' };
    const answer = await fetch(`${server.url}/journeys/new`, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(pairs) });
    assert.equal(answer.status, 303, await answer.text());
  }

  test('is valid OpenAPI 3.1', async () => {
    const script = 'import json, sys, openapi_spec_validator as v; v.validate(json.load(sys.stdin))';
    const document = await (await fetch(`${server.url}/api/grandstand/v1/openapi.json`)).text();
    const child = exec(python, ['-c', script]);
    child.child.stdin.end(document);
    await child;
  });

  for (const [who, flags] of [['anyone', async () => []], ['an athlete with films', async () => {
    const token = (await server.run('token', 'bench_1')).trim().split('\n').at(-1);
    return ['--header', `Authorization: Bearer ${token}`];
  }]]) {
    test(`holds for ${who}`, { timeout: 180_000 }, async () => {
      const words = [
        '-m', 'schemathesis.cli', '--config-file', `${here}/schemathesis.toml`, 'run', '--no-color', '--url', server.url,
        ...await flags(), `${server.url}/api/grandstand/v1/openapi.json`,
      ];
      const { stdout } = await exec(python, words, { cwd: server.data, maxBuffer: 1 << 26, env: { ...process.env, HOOKS: `${here}/schemathesis_hooks.py` } }).catch((error) => {
        throw new Error(`${error.stdout}\n${error.stderr}`.slice(-30_000));
      });
      // It ends with an error where it found anything. What it warns of is that it cannot guess ids, or is not signed in.
      assert.doesNotMatch(stdout, /Failures:|Errors:/);
      const [, selected, tested] = /Selected: (\d+)\/\d+\s+Tested: (\d+)/.exec(stdout);
      assert.equal(selected, tested, 'every operation is asked');
      assert.ok(Number(/(\d+) passed/.exec(stdout.slice(stdout.indexOf('Test cases:')))[1]) > 1_500, stdout);
    });
  }
});
