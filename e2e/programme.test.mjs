// The programme from end to end on an empty server: a roster comes in, an agreement is made, courses are planned, the solver
// says who goes where and why someone does not; an athlete claims their place, changes a seat, books a studio, is recorded at
// its station, hands the draft to a coach, gets it signed off and publishes it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, look, openBrowser, person, send, signIn } from './lib/browser.mjs';
import { dayWith, studio } from './lib/house.mjs';
import { MailServer, hasMailServer, proof } from './lib/mail.mjs';
import { athletes, code, day, files, isReal } from './lib/roster.mjs';
import { Server, until } from './lib/server.mjs';

// No picture of real people's names is left where it could be taken along.
if (isReal) process.env.GRANDSTAND_SCREENSHOTS ??= join(tmpdir(), 'grandstand-screenshots');
const PASSWORD = 'a stand full of people';

/** How many seats the workshops that all must take are short of. */
const short = isReal ? 20 : 2;

describe('the programme of a team', () => {
  let server, browser, mail, kim, ada;
  before(async () => {
    server = new Server();
    if (hasMailServer) {
      mail = new MailServer();
      server.more = await mail.start(server.data);
    }
    browser = await openBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', isReal ? 'GBR' : 'ALB', '--kind', 'noc', '--colour', '#0d3b8c');
    await server.run('organisation', 'create', 'albany-para', '--name', 'Para Albany', '--noc', 'ALB', '--kind', 'npc');
    await server.run('games', 'create', 'harbour2028', '--zone', 'UTC');
    const desk = await server.account('kim_desk', 'staff', '--organisation', 'albany', '--name', 'Kim Teal');
    kim = await person(browser, server, { viewport: DESKTOP });
    await signIn(kim.page, desk);
  });
  after(async () => {
    await browser?.close();
    await server?.end();
    mail?.end();
  });

  test('a roster and its starts come in by the page', { timeout: 120_000 }, async () => {
    const { page } = kim;
    for (const [kind, text] of files()) {
      const path = join(server.data, `${kind}.csv`);
      writeFileSync(path, text);
      await page.goto('/staff/games/harbour2028');
      await page.locator('#kind').selectOption(kind);
      await page.locator('#file').setInputFiles(path);
      await send(page, 'form[action$="/import"]');
      await send(page, 'form[action*="/import/"][method=post]');
      await page.locator('.notice--ok').waitFor();
    }
  });

  test('two organisations agree who may use the House', { timeout: 120_000 }, async () => {
    const { page } = kim;
    await page.goto('/staff/organisations/albany');
    await page.locator('a[href$="/agreements/new"]').click();
    await page.locator('#title').fill('The House at the Games');
    await page.locator('#party').selectOption('albany-para');
    await page.locator('#from').fill('2026-01-01');
    await page.locator('#until').fill('2099-12-31');
    await page.locator('input[name="theirs-use_spaces"]').check();
    await send(page, 'form[action$="/new"]');
    await send(page, 'form[action$="/offer"]');
    const lee = await person(browser, server, { viewport: DESKTOP });
    await signIn(lee.page, await server.account('lee_desk', 'staff', '--organisation', 'albany-para'));
    await lee.page.goto('/staff/organisations/albany-para');
    await lee.page.locator('a', { hasText: 'The House at the Games' }).click();
    await send(lee.page, 'form[action$="/accept"]');
    await lee.context.close();
    await page.goto('/staff/organisations/albany/access');
    await page.locator('td', { hasText: 'Para Albany' }).first().waitFor();
  });

  test('courses, who takes them, and when they are held', { timeout: 240_000 }, async () => {
    const { page } = kim;
    await page.goto('/staff/workshops');
    await page.waitForURL('**/staff/games/harbour2028/workshops');
    await look(page, 'workshops-empty');
    const course = async (title, fill = async () => {}) => {
      await page.goto('/staff/games/harbour2028/courses/new');
      await page.locator('#title').fill(title);
      await fill();
      await send(page, 'form[action$="/courses"]');
      return new URL(page.url()).pathname;
    };
    const media = await course('Media training', async () => {
      await page.locator('#about').fill('Answer on camera with calm, and know when to say no.');
    });
    await page.locator('#whom').selectOption('all');
    await page.locator('#weight').selectOption('must');
    await send(page, 'form[action$="/wants"]');
    await page.locator('.notice--ok', { hasText: `${athletes()} athletes` }).waitFor();
    const captions = await course('Captions that work', async () => {
      await page.getByLabel('Media training').check();
    });
    await page.locator('#whom').selectOption('SWM');
    await page.locator('#weight').selectOption('should');
    await send(page, 'form[action$="/wants"]');
    await look(page, 'course');
    await page.goto('/staff/games/harbour2028/courses/new');
    await page.locator('#title').fill('x');
    await page.locator('#minutes').fill('7');
    await send(page, 'form[action$="/courses"]');
    await page.locator('#minutes-error').waitFor();
    await look(page, 'course-wrong');

    const workshop = async (of, on, from, more = {}) => {
      await page.goto(`/staff/games/harbour2028/workshops/new?course=${of.split('/').at(-1)}`);
      await page.locator('#from').fill(`${day(on)}T${from}`);
      await page.locator('#until').fill(`${day(on)}T${String(Number(from.slice(0, 2)) + 1).padStart(2, '0')}${from.slice(2)}`);
      for (const [field, value] of Object.entries({ place: 'Albany House', trainer: 'Ines Wick', ...more })) await page.locator(`#${field}`).fill(value);
      await page.getByLabel('Step-free access').check();
      if (on === 10 && from === '10:00') await look(page, 'workshop-new');
      await send(page, 'form[action$="/workshops"]');
      await page.locator('.notice--ok').waitFor();
    };
    // Jo can take neither, nor can some of the real athletes; and at least one more must stay without a seat.
    const half = Math.ceil(athletes() / 2);
    await workshop(media, 10, '10:00', { capacity: String(half) });
    await workshop(media, 11, '10:00', { capacity: String(athletes() - short - half) });
    await workshop(captions, 12, '14:00', { days: '2', capacity: String(half) });
    await look(page, 'workshops');
  });

  test('an athlete claims their place, says what they need and what they would like', { timeout: 240_000 }, async () => {
    await kim.page.goto(`/staff/games/harbour2028/roster/${code(0)}`);
    await send(kim.page, 'form[action$="/invitation"]');
    const link = await kim.page.locator('.slip-link a').getAttribute('href');
    const handle = { handle: 'ada_lark', password: PASSWORD };
    await server.account('ada_lark', 'athlete', '--name', 'Ada Lark', '--adult').then((made) => { handle.password = made.password; });
    ada = await person(browser, server);
    await signIn(ada.page, handle);
    await ada.page.goto('/me/programme');
    await look(ada.page, 'programme-nobody');
    await ada.page.goto(new URL(link).pathname);
    await send(ada.page, 'form[action^="/invitation/"]');
    await ada.page.goto('/settings/security');
    await ada.page.locator('#email').fill('ada@team.example');
    await send(ada.page, 'form[action$="/email"]');
    if (mail) {
      await ada.page.goto(proof(await mail.until(proof)));
      await send(ada.page, 'form[action^="/address/"]');
    }
    await ada.page.goto('/me/programme');
    await ada.page.getByLabel('Step-free access').check();
    await ada.page.locator('#access_words').fill('A seat near the door, please.');
    await send(ada.page, 'form[action$="/access"]');
    await ada.page.locator('.notice--ok').waitFor();
    const order = ada.page.getByLabel(/^Your order/);
    await order.last().selectOption('1');
    await send(ada.page, 'section:has(#wishes)');
    await ada.page.locator('.notice--ok').waitFor();
    await look(ada.page, 'programme-wishes');
  });

  test('the solver says who goes where and why someone does not; then everyone is told', { timeout: 240_000 }, async () => {
    const { page } = kim;
    await page.goto('/staff/games/harbour2028/workshops');
    await send(page, 'form[action$="/plan"]');
    await until('the plan to be made', async () => (await page.locator('#goals-title').count()) > 0, 90_000);
    const tile = async (n) => page.locator('.tile-value').nth(n).innerText();
    // All must take media training, with too few seats. Swimmers should learn captions, Ada would like to.
    assert.ok(Number(await tile(0)) >= athletes() - short + 4, 'seats given');
    assert.equal(await page.locator('.chip--warn').count(), short, 'those who must and have no seat');
    await page.locator('details summary').first().click();
    await look(page, 'plan');
    const file = await page.evaluate(async (href) => (await fetch(href)).text(), await page.locator('a[href$="unplaced.csv"]').getAttribute('href'));
    assert.match(file, /^athlete code,name,course,required,could be met,workshop,why\r\n\d{7},/);
    assert.match(file, /Full: next on the list/);
    assert.match(file, /Kite.*Women's 800m/, 'why there is nothing for Jo');
    await send(page, 'form[action$="/announce"]');
    await page.locator('.notice--ok', { hasText: 'told' }).waitFor();
    await page.locator('.timetable-item a').first().click();
    await look(page, 'workshop');
  });

  test('an athlete is told, changes a seat, and the office sees it', { timeout: 240_000 }, async () => {
    const { page } = ada;
    await page.goto('/notifications');
    await page.getByText('Your workshops have changed').first().waitFor();
    await page.goto('/me/programme');
    const seat = page.locator('.seat', { hasText: 'Media training' }).filter({ hasText: 'Your seat' });
    assert.equal(await seat.count(), 1, 'she starts while the first is on, so she has a seat in the second');
    await look(page, 'programme-seats');
    await page.locator('.seat', { hasText: 'Captions that work' }).getByRole('link', { name: /^Change/ }).click();
    await look(page, 'choices');
    await send(page, 'form[action$="/swap"]');
    await page.locator('.notice--ok', { hasText: 'Changed' }).waitFor();
    if (mail) {
      // What a calendar program does with the letters: the seat she was given, then the one she changed for another.
      const calendar = new Map();
      const isMedia = (event) => event.summary.includes('Media training');
      await mail.until((letter) => {
        for (const { method, errors, events } of letter.offered) {
          assert.deepEqual([letter.readers, errors, events.length], [['ada@team.example'], [], 1]);
          const [event] = events;
          const before = calendar.get(event.uid);
          assert.ok(!before || event.sequence > before.sequence, 'a program would not take the change in');
          calendar.set(event.uid, { ...event, method });
        }
        return [...calendar.values()].some((event) => event.method === 'CANCEL') && [...calendar.values()].filter((event) => event.method === 'REQUEST').length === 2;
      });
      const stands = [...calendar.values()].filter((event) => event.method === 'REQUEST');
      assert.equal(stands.filter(isMedia).length, 1);
      assert.equal(stands.find(isMedia).start.slice(0, 13), `${day(11)}T10`);
      const captions = stands.find((event) => !isMedia(event));
      const gone = [...calendar.values()].find((event) => event.method === 'CANCEL');
      assert.notEqual(captions.start, gone.start, 'the other day');
    }
    await page.goto(`/me/programme`);
    await page.locator('#code').fill('NOCODE');
    await send(page, 'form[action$="/attend"]');
    await page.locator('#code-error').waitFor();
  });

  test('books a studio, checks in, is recorded, hands the draft in, is signed off and publishes', { timeout: 300_000 }, async () => {
    const desk = kim.page;
    const { page } = ada;
    const space = await studio(desk);
    await desk.locator('summary', { hasText: 'Capture stations' }).click();
    await desk.getByRole('button', { name: 'Open a capture station' }).click();
    await desk.getByText('The station is open').waitFor();
    const address = await desk.locator('.timetable-address a').getAttribute('href');
    await desk.goto(`/staff/spaces/${space}/door`);
    const door = await desk.locator('.timetable-address a').getAttribute('href');

    await page.setViewportSize(PHONE);
    // Slots of a quarter of an hour, so that the next is near enough to check in, whatever the clock says.
    await page.goto(`/spaces/${space}?day=${dayWith(15)}&minutes=15`);
    await page.locator('button.slot').first().click();
    await page.getByText('It is yours.').waitFor();
    await page.goto(door);
    await page.getByRole('button', { name: 'I am here' }).click();
    await page.getByText('You are checked in').waitFor();

    const station = await person(browser, server, { viewport: { width: 1280, height: 800 }, permissions: ['camera', 'microphone'] });
    await station.page.goto(address);
    const shown = station.page.locator('[data-code]', { hasText: /\w{4} \w{4}/ });
    await shown.waitFor();
    await page.goto(`/capture/${(await shown.innerText()).replace(' ', '')}`);
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByText('Go ahead at the station').waitFor();
    await station.page.getByRole('button', { name: 'Record', exact: true }).click();
    await station.page.getByRole('heading', { name: /Recording/ }).waitFor();
    await station.page.waitForTimeout(3_500);
    await station.page.getByRole('button', { name: 'Stop' }).click();
    await station.page.getByRole('button', { name: 'Send it to my phone' }).click();
    await station.page.getByRole('heading', { name: 'It has arrived' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Keep it as my draft' }).click();
    await page.waitForURL(/\/p\/\d+\/edit$/);
    const post = /\/p\/(\d+)/.exec(page.url())[1];
    await until('the draft to be made', async () => {
      await page.goto(`/p/${post}`);
      return (await page.getByRole('link', { name: 'Ask a coach to look' }).count()) > 0;
    }, 90_000);
    await page.getByRole('link', { name: 'Ask a coach to look' }).click();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.waitForURL(/\/reviews\/\d+$/);
    const review = new URL(page.url()).pathname;

    await desk.goto('/staff/reviews');
    await desk.locator(`a[href="${review}"]`).first().click();
    await desk.locator('#at').fill('0:01');
    await desk.locator('#text').fill('Good light');
    await desk.getByRole('button', { name: 'Send', exact: true }).last().click();
    await desk.waitForURL(/#remark-\d+$/);
    await desk.getByRole('button', { name: 'Sign off' }).click();
    await desk.locator('.notice--ok').first().waitFor();

    await page.goto(review);
    await page.getByRole('link', { name: 'Publish it' }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.waitForURL(`**/p/${post}`);
    await until('the film to be out', async () => (await fetch(`${server.url}/p/${post}`)).ok);
    await station.context.close();
    assert.deepEqual(station.faults, []);
    assert.deepEqual(kim.faults, []);
    assert.deepEqual(ada.faults, []);
  });
});
