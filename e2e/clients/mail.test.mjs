// E-mail against a mail server and a calendar library of others: sent encrypted or not at all, and an invitation that is taken in
// and taken out again. Run by script/test, which says where Python is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { Server } from '../lib/server.mjs';

const { GRANDSTAND_PYTHON: python } = process.env;
const here = new URL('.', import.meta.url).pathname;

describe('e-mail', () => {
  let server, sink, lines;
  before(async () => {
    server = new Server();
    sink = spawn(python, [`${here}/mail_sink.py`, server.data], { stdio: ['ignore', 'pipe', 'inherit'] });
    lines = createInterface({ input: sink.stdout })[Symbol.asyncIterator]();
    const { port, authority } = await next();
    server.more = {
      GRANDSTAND_APP__MAIL__HOST: 'localhost', GRANDSTAND_APP__MAIL__PORT: String(port), GRANDSTAND_APP__MAIL__USER: 'office',
      GRANDSTAND_APP__MAIL__PASSWORD: 'open sesame', GRANDSTAND_APP__MAIL__FROM: 'programme@fans.team.example',
      GRANDSTAND_APP__MAIL__FROM_NAME: 'Team Albany', GRANDSTAND_APP__PUBLIC_URL: 'https://fans.team.example',
      SSL_CERT_FILE: authority,
    };
  });
  after(async () => {
    sink?.kill();
    await server?.end();
  });

  const next = async () => JSON.parse((await lines.next()).value);
  const without = async (name, work) => {
    const { [name]: held, ...rest } = server.more;
    server.more = rest;
    try {
      return await work();
    } finally {
      server.more[name] = held;
    }
  };

  test('an invitation is taken in and taken back', async () => {
    const number = (await server.run('mail', 'try', 'Morgan@Team.example')).trim().split('\n').at(-1);
    const came = await next();
    assert.deepEqual([came.tls, came.sender, came.readers], [true, 'programme@fans.team.example', ['morgan@team.example']]);
    assert.equal(came.kind, 'multipart/mixed');
    assert.match(came.number, /^<letter-\d+@fans\.team\.example>$/);
    assert.match(came.text, /trying out its e-mail/);
    assert.match(came.text, /This letter comes from fans\.team\.example/);
    const [offered] = came.offered;
    assert.deepEqual([offered.method, offered.errors, offered.events.length], ['REQUEST', [], 1]);
    const [event] = offered.events;
    assert.equal(event.uid, `try-${number}@fans.team.example`);
    assert.deepEqual([event.sequence, event.status, event.rsvp], [0, 'CONFIRMED', 'FALSE']);
    assert.deepEqual([event.organiser, event.attendee], ['mailto:programme@fans.team.example', 'mailto:morgan@team.example']);
    assert.equal(Date.parse(event.end) - Date.parse(event.start), 3_600_000);
    const [file] = came.files;
    assert.deepEqual([file.name, file.kind, file.events], ['invite.ics', 'application/ics', offered.events]);

    await server.run('mail', 'try', 'morgan@team.example', '--cancel', number);
    const back = (await next()).offered[0];
    assert.deepEqual([back.method, back.events[0].uid], ['CANCEL', event.uid]);
    assert.deepEqual([back.events[0].sequence, back.events[0].status, back.events[0].start], [1, 'CANCELLED', event.start]);
  });

  test('doctor knows whether the mail server lets us in', async () => {
    await server.run('account', 'create', 'morgan');
    const well = await server.run('doctor').catch((error) => error.stdout);
    assert.match(well, /^ok {4}The mail server lets us in\.$/m);
    assert.match(well, /^ok {4}0 letters wait, 0 were set aside\.$/m);
    server.more.GRANDSTAND_APP__MAIL__PASSWORD = 'wrong';
    const ill = await server.run('doctor').catch((error) => error.stdout);
    server.more.GRANDSTAND_APP__MAIL__PASSWORD = 'open sesame';
    assert.match(ill, /^BAD {3}The mail server does not let us in:/m);
  });

  test('a mail server that cannot prove who it is gets nothing', async () => {
    await assert.rejects(without('SSL_CERT_FILE', () => server.run('mail', 'try', 'morgan@team.example')), /did not take it/);
    await server.run('mail', 'try', 'kim@team.example');
    assert.deepEqual((await next()).readers, ['kim@team.example'], 'the letter before went nowhere');
  });
});
