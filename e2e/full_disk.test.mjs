// The programme on a disk that is full: a sentence instead of a crash, nothing half done, and whoever was told yes has it,
// also after the server was killed. Skipped where this test may not mount a small disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { classroom } from './lib/classroom.mjs';
import { Server, until } from './lib/server.mjs';

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** A small disk in memory. */
function mount(at) {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes every free byte; gives them back when called. */
function fill(folder) {
  const ballast = join(folder, 'ballast');
  const file = openSync(ballast, 'w');
  for (let piece = Buffer.alloc(1 << 20, 7); piece.length > 0;) {
    try {
      if (writeSync(file, piece) < piece.length) throw new Error('full');
    } catch {
      piece = piece.subarray(0, piece.length >> 1);
    }
  }
  closeSync(file);
  return () => rmSync(ballast);
}

const server = new Server();
const mounted = mount(server.data);
if (!mounted) rmSync(server.data, { recursive: true });

describe('the programme on a full disk', { skip: !mounted }, () => {
  let room, space, slots;

  before(async () => {
    await server.start();
    room = await classroom(server, { names: ['LARK Ada', 'FINCH Bo'] });
    const open = Object.fromEntries(DAYS.map((day) => [`open${day}`, '00:00–24:00']));
    const made = await room.kim.send('/staff/spaces', {
      name: 'Studio 1', kind: 'studio', place: 'Albany House', zone: 'UTC', before: '0', after: '0', longest: '60', ahead: '14', release: '0', ...open,
    });
    space = /(\d+)$/.exec(new URL(made, server.url).pathname)[1];
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const sheet = await room.athletes[0].visitor.page(`/spaces/${space}?day=${day}&minutes=30`);
    slots = [...sheet.matchAll(/name="from" value="(\d+)"/g)].map(([, from]) => ({ day, minutes: '30', from }));
    assert.ok(slots.length > 20, 'the studio is open all day');
  });
  after(async () => {
    // The folder itself can go only once nothing is mounted there.
    await server.end().catch(() => {});
    execFileSync('umount', ['--lazy', server.data]);
    rmSync(server.data, { recursive: true });
  });

  /** Sends a form, or several files of it; says whether it was taken. Anything but yes and a sentence is a fault. */
  async function sent(who, path, body) {
    const answer = await who.ask(path, { method: 'POST', body });
    const text = await answer.text();
    if (answer.status === 303) return true;
    assert.equal(answer.status, 503, `${path}: ${text.replace(/<[^>]*>/g, ' ').slice(0, 500)}`);
    assert.match(text, /state-title">[^<]+<\/h1>\s*<p class="state-text">[^<]+\.</, 'the refusal is a page with a sentence');
    return false;
  }

  test('who was told yes has it, and who was told no does not', async () => {
    const { kim, games, course } = room;
    const [ada, bo] = room.athletes.map((athlete) => athlete.visitor);
    const form = (who, fields) => new URLSearchParams({ csrf: who.csrf, ...fields });
    const document = (n) => {
      const parts = new FormData();
      parts.set('csrf', kim.csrf);
      parts.set('title', `Handout ${n}`);
      parts.set('file', new Blob([`%PDF-1.7\n${'x'.repeat(300_000)}\n%%EOF`]), `handout-${n}.pdf`);
      return parts;
    };
    const empty = fill(server.data);
    const yes = { course: [], way: [], booked: [], handout: [] };
    for (let n = 0; n < 20; n += 1) {
      const words = { title: `Course ${n}.`, about: 'word '.repeat(190), level: 'starter', minutes: '60', valid_months: '24' };
      if (await sent(kim, `${games}/courses`, form(kim, words))) yes.course.push(n);
      if (await sent(kim, `${games}/ways`, form(kim, { one: `Hall ${n}.`, other: 'Albany House', minutes: '20' }))) yes.way.push(n);
      const [slot, who] = [slots[n], n % 2 ? ada : bo];
      if (await sent(who, `/spaces/${space}`, form(who, slot))) yes.booked.push(slot.from);
      if (n < 4 && await sent(kim, `${course}/material/files`, document(n))) yes.handout.push(n);
    }
    const refused = 20 - yes.course.length;
    assert.ok(refused > 0, 'a full disk takes in no end of courses');
    await sent(kim, `${games}/plan`, form(kim, {}));
    const entry = /name="entry" value="(\d+)"/.exec(await ada.page('/me/programme'))[1];
    await sent(ada, '/me/programme/access', form(ada, { entry, access_words: 'A chair with arms.' }));
    // What is read only is still there, and a certificate is read or refused with a sentence.
    for (const path of [`${games}/workshops`, room.workshop, '/staff/spaces/board']) await kim.page(path);
    await ada.page('/me/programme');
    const certificate = await ada.ask(`/me/programme/courses/${course.split('/').at(-1)}/certificate.pdf`);
    assert.ok([200, 404, 503].includes(certificate.status), `certificate: ${certificate.status}`);

    await server.kill();
    empty();
    await server.start();
    const listed = (page, what) => [...new Set([...page.matchAll(new RegExp(`${what} (\\d+)[.<]`, 'g'))].map(([, n]) => Number(n)))];
    const same = (found, expected, what) => assert.deepEqual(found.sort((a, b) => a - b), expected, what);
    same(listed(await kim.page(`${games}/workshops`), 'Course'), yes.course, 'courses');
    same(listed(await kim.page(`${games}/ways`), 'Hall'), yes.way, 'ways');
    same(listed(await kim.page(`${course}/material`), 'Handout'), yes.handout, 'material');
    const sheet = await kim.page(`/spaces/${space}?day=${slots[0].day}&minutes=30`);
    const taken = [...sheet.matchAll(/slot--taken" name="from" value="(\d+)"/g)].map(([, from]) => from);
    assert.deepEqual(taken, yes.booked, 'bookings');
    // And it all goes on.
    assert.ok(await sent(kim, `${games}/courses`, form(kim, { title: 'Course 99.', level: 'starter', minutes: '60' })));
    assert.ok(await sent(kim, `${course}/material/files`, document(9)));
    assert.ok(await sent(ada, `/spaces/${space}`, form(ada, slots.find((slot) => !yes.booked.includes(slot.from)))));
    assert.ok(await sent(kim, `${games}/plan`, form(kim, {})));
    await until('the plan', async () => /href="\/staff\/plans\/\d+"/.test(await kim.page(`${games}/workshops`)), 60_000);
    const pdf = await ada.ask(`/me/programme/courses/${course.split('/').at(-1)}/certificate.pdf`);
    assert.ok([200, 404].includes(pdf.status), 'no certificate before the workshop is over, and none lost');
  });
});
