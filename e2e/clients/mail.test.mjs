// E-mail against a mail server and a calendar library of others: sent encrypted or not at all, and an invitation that is taken in
// and taken out again; what is booked goes the same way. Run by script/test, which says where Python is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { house } from '../lib/house.mjs';
import { MailServer, proof } from '../lib/mail.mjs';
import { Server, pause, until } from '../lib/server.mjs';
import { signIn } from './sign_in.mjs';

describe('e-mail', () => {
  let server, mail;
  before(async () => {
    server = new Server();
    mail = new MailServer();
    server.more = { ...(await mail.start(server.data)), GRANDSTAND_APP__PUBLIC_URL: 'https://fans.team.example' };
  });
  after(async () => {
    mail?.end();
    await server?.end();
  });

  const next = () => mail.next();
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

  test('a booking is taken in, moved and taken out', { timeout: 120_000 }, async () => {
    await without('GRANDSTAND_APP__PUBLIC_URL', async () => {
      await server.start();
      const people = await house(server);
      const { url } = server;
      const as = async (someone) => {
        const cookie = await signIn(url, someone);
        const read = async (path) => (await fetch(url + path, { headers: { cookie } })).text();
        const csrf = /name="csrf" value="([^"]+)"/.exec(await read('/settings/security'))[1];
        const press = async (path, fields) => {
          const body = new URLSearchParams({ ...fields, csrf });
          const answer = await fetch(url + path, { method: 'POST', redirect: 'manual', headers: { cookie, origin: url }, body });
          assert.equal(answer.status, 303, `${path}: ${await answer.text()}`);
          return answer.headers.get('location');
        };
        return { read, press };
      };
      const [desk, ada] = [await as(people.desk), await as(people.ada)];
      await ada.press('/settings/email', { email: 'ada@team.example' });
      await desk.press('/settings/email', { email: 'desk@team.example' });
      // Nothing else goes to an address until its reader said that it is theirs.
      for (const letter of [await next(), await next()]) {
        await (letter.readers[0] === 'ada@team.example' ? ada : desk).press(proof(letter), {});
      }
      const hours = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`open${day}`, '00:00-24:00']));
      const rules = { before: '0', after: '0', longest: '120', ahead: '14', release: '15' };
      const space = (await desk.press('/staff/spaces', { name: 'Studio 1', kind: 'studio', place: 'First floor', zone: 'Europe/Paris', ...hours, ...rules }))
        .match(/\d+$/)[0];
      const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      const from = /name="from" value="([^"]+)"/.exec(await ada.read(`/spaces/${space}?day=${day}&minutes=30`))[1];
      const booking = (await ada.press(`/spaces/${space}`, { day, minutes: '30', from })).match(/\/bookings\/(\d+)/)[1];
      await pause(1_100);
      // By the desk: the calendar is the athlete's all the same.
      await desk.press(`/bookings/${booking}/move`, { space, day, time: '15:00', minutes: '30', back: '' });
      await pause(1_100);
      await ada.press(`/bookings/${booking}/cancel`, {});
      const letters = [await next(), await next(), await next()];
      for (const letter of letters) {
        assert.deepEqual([letter.readers, letter.offered[0].errors], [['ada@team.example'], []]);
      }
      const told = letters.map(({ offered: [{ method, events: [event] }] }) => ({ method, ...event })).sort((a, b) => a.sequence - b.sequence);
      assert.deepEqual(told.map((event) => [event.method, event.status]), [['REQUEST', 'CONFIRMED'], ['REQUEST', 'CONFIRMED'], ['CANCEL', 'CANCELLED']]);
      assert.deepEqual(new Set(told.map((event) => event.uid)), new Set([`booking-${booking}@localhost`]));
      assert.ok(told[0].sequence < told[1].sequence && told[1].sequence < told[2].sequence, 'a calendar ignores what is not newer');
      assert.notEqual(told[0].start, told[1].start);
      assert.equal(told[1].start, told[2].start);
      assert.match(letters[0].text, /\/leave\/booking\/\d+\/[0-9a-f]{32}/);
      // The mail server has the last letter; ours notes it a moment later.
      await until('the outbox to be empty', async () => /^ok {4}0 letters wait/m.test(await server.run('doctor').catch((error) => error.stdout)));
      await server.stop();
    });
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
