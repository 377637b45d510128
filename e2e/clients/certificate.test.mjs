// A certificate against a reader of PDF of others: it opens, says what it has to, in letters of many languages, and is tagged for
// those who have it read aloud. Run by script/test, which says where Python is.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { classroom } from '../lib/classroom.mjs';
import { Server } from '../lib/server.mjs';

const { GRANDSTAND_PYTHON: python } = process.env;
const exec = promisify(execFile);
const here = new URL('.', import.meta.url).pathname;
const NAMES = { 'ĐORĐEVIĆ Łukasz': 'Łukasz Đorđević', 'NGUYỄN Siân': 'Siân Nguyễn' };

describe('certificates', () => {
  let server, room;
  before(async () => {
    server = new Server();
    await server.start();
    room = await classroom(server, { names: Object.keys(NAMES) });
  });
  after(() => server?.end());

  for (const [n, name] of Object.values(NAMES).entries()) {
    test(`of ${name} are read by pypdf`, async () => {
      const answer = await room.athletes[n].visitor.ask(`/me/programme/courses/${room.course.split('/').at(-1)}/certificate.pdf`);
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'], answer.status === 200 ? '' : await answer.text());
      const path = join(server.data, `certificate-${n}.pdf`);
      writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
      const found = JSON.parse((await exec(python, [`${here}/read_pdf.py`, path])).stdout);
      assert.equal(found.pages, 1);
      assert.equal(found.language, 'en-GB');
      assert.equal(found.marked, true);
      assert.match(found.title, new RegExp(`^Certificate: Captions that work, ${name}$`));
      const flat = found.text.replace(/\s+/g, ' ');
      for (const said of [name, 'Captions that work', 'For everyone', 'Team Albany', '/certificate/']) assert.ok(flat.includes(said), `${said} in ${flat}`);
      assert.deepEqual(found.roles.filter((role) => ['H1', 'Figure', 'Link'].includes(role)).sort(), ['Figure', 'H1', 'Link']);
      assert.equal(found.links.length, 1);
      const [code] = /[A-Z0-9]{4}(-[A-Z0-9]{4}){2}/.exec(flat);
      assert.ok(found.links[0].endsWith(`/certificate/${code}`), found.links[0]);
      assert.equal(found.embedded, true, 'a face is missing from the file');
      const page = await (await fetch(new URL(new URL(found.links[0]).pathname, server.url))).text();
      assert.ok(page.includes(name));
    });
  }
});
