// What comes by letter and what its link does: a booking and a workshop, the reminder of the day before, and giving both back
// without signing in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { dayWith, house, studio } from './lib/house.mjs';
import { proof } from './lib/mail.mjs';
import { Post } from './lib/post.mjs';
import { Server, until } from './lib/server.mjs';

const HOUR = 3_600_000;
/** A moment as forms write it on the clocks of UTC. */
const written = (at) => new Date(at).toISOString().slice(0, 16);

async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} button:not([type=button])`).last().click()]);
}

/** The page is in order on a phone and on a desktop; a picture of each. */
async function look(page, name) {
  await page.setViewportSize(PHONE);
  await accessible(page, `${name} on a phone`);
  await picture(page, `${name}-phone`, { fullPage: true });
  await page.setViewportSize(DESKTOP);
  await structure(page, `${name} on a desktop`);
  await picture(page, `${name}-desktop`, { fullPage: true });
}

describe('reminders and the links of letters', () => {
  let server, browser, post, desk, ada, passer;
  before(async () => {
    post = await new Post().start();
    server = new Server({ environment: post.environment });
    browser = await openBrowser();
    await server.run('games', 'create', 'harbour2028', '--zone', 'UTC');
    await server.start();
    const people = await house(server);
    desk = await person(browser, server, { viewport: DESKTOP });
    ada = await person(browser, server);
    passer = await person(browser, server);
    await signIn(desk.page, people.desk);
    await signIn(ada.page, people.ada);
    await ada.page.goto('/settings/security');
    await ada.page.locator('input[name=email]').fill('ada@team.example');
    await send(ada.page, 'form[action="/settings/email"]');
  });
  after(async () => {
    await browser?.close();
    await server?.end();
    await post?.end();
  });

  const letter = (subject) => until(`a letter "${subject}"`, () => post.letters.find((l) => l.subject === subject), 90_000);
  test('an address gets letters once its reader says that it is theirs', { timeout: 120_000 }, async () => {
    await look(ada.page, 'address-stated');
    const path = await until('the letter that asks', () => post.letters.map(proof).find(Boolean), 60_000);
    await passer.page.goto(path.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    await look(passer.page, 'address-unknown');
    // Whoever reads the letter need not be signed in where they read it.
    await passer.page.goto(path);
    await look(passer.page, 'address-asked');
    await send(passer.page, 'form[action^="/address/"]');
    await look(passer.page, 'address-proved');
    await ada.page.goto('/settings/security');
    await ada.page.getByText('Confirmed: letters come to this address.').waitFor();
  });

  const link = ({ text }) => new URL(/http:\/\/localhost:\d+\/leave\/\S+/.exec(text)[0]).pathname;

  test('a workshop is reminded of, and its place given back by the link', { timeout: 240_000 }, async () => {
    const { page } = desk;
    await page.goto('/staff/games/harbour2028/courses/new');
    await page.locator('#title').fill('Media training');
    await send(page, 'form[action$="/courses"]');
    const course = new URL(page.url()).pathname.split('/').at(-1);
    await page.goto(`/staff/games/harbour2028/workshops/new?course=${course}`);
    const from = Math.floor(Date.now() / 60_000) * 60_000 + 23 * HOUR;
    for (const [field, value] of Object.entries({ from: written(from), until: written(from + HOUR), place: 'Albany House', trainer: 'Ines Wick', capacity: '1' })) {
      await page.locator(`#${field}`).fill(value);
    }
    await send(page, 'form[action$="/workshops"]');
    await page.locator('.timetable-item a').first().click();
    await page.waitForURL(/\/staff\/workshops\/\d+$/);
    const workshop = new URL(page.url()).pathname;
    await page.locator('#code').fill('4000001');
    await send(page, 'form[action$="/place"]');
    await letter('Your workshop: Media training');

    // Two days ago she was given the seat; the job looks now and not within a minute.
    const back = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
db.execute('UPDATE seat SET changed_at = changed_at - 172800000')
db.execute("UPDATE job SET run_at = 0 WHERE kind = 'remind' AND state = 'ready'")
db.commit()`;
    execFileSync('python3', ['-c', back, join(server.data, 'grandstand.db')]);
    const reminder = await letter('Tomorrow: Media training');
    assert.match(reminder.text, /Albany House/);
    await ada.page.goto('/notifications');
    await ada.page.getByText('You have a workshop tomorrow').waitFor();
    await picture(ada.page, 'reminder-notification-phone');
    await ada.page.goto('/settings/notifications');
    await ada.page.getByLabel('A workshop of mine is tomorrow (with a letter)').waitFor();
    await accessible(ada.page, 'what one is reminded of');
    await picture(ada.page, 'reminder-choice-phone', { fullPage: true });

    const address = link(reminder);
    await passer.page.goto(address);
    await passer.page.getByRole('heading', { name: 'Give back your place in Media training?' }).waitFor();
    await look(passer.page, 'leave-ask');
    await page.goto(workshop);
    assert.equal(await page.locator('.seat', { hasText: 'Lark' }).count(), 1, 'looking gave it back');
    await send(passer.page, 'form[action^="/leave/"]');
    await passer.page.getByRole('heading', { name: 'You have given your place in Media training back.' }).waitFor();
    await look(passer.page, 'leave-done');
    await passer.page.reload();
    await passer.page.getByRole('heading', { name: 'You have given your place in Media training back.' }).waitFor();
    await page.goto(workshop);
    assert.equal(await page.locator('.seat', { hasText: 'Lark' }).count(), 0, 'it is still theirs');
    const gone = await letter('No longer in your calendar: Media training');
    assert.match(gone.text, /METHOD:CANCEL/);
    await passer.page.goto(address.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    await passer.page.getByRole('heading', { name: 'This link gives nothing back' }).waitFor();
    await look(passer.page, 'leave-unknown');
  });

  test('a booking goes into the calendar and is given back by the link', { timeout: 120_000 }, async () => {
    const space = await studio(desk.page);
    await ada.page.goto(`/spaces/${space}?day=${dayWith(180)}&minutes=30`);
    await ada.page.locator('button.slot').nth(4).click();
    await ada.page.getByText('It is yours.').waitFor();
    const booking = new URL(ada.page.url()).pathname;
    const made = await letter('Your booking: Studio 1');
    assert.match(made.text, /METHOD:REQUEST[\s\S]*UID:booking-\d+@localhost/);
    await passer.page.goto(link(made));
    await passer.page.getByRole('heading', { name: 'Give back Studio 1?' }).waitFor();
    await send(passer.page, 'form[action^="/leave/"]');
    await passer.page.getByRole('heading', { name: 'You have given Studio 1 back.' }).waitFor();
    assert.match((await letter('No longer in your calendar: Studio 1')).text, /METHOD:CANCEL/);
    await ada.page.goto(booking);
    assert.equal(await ada.page.locator('form[action$="/cancel"]').count(), 0, 'it still stands');
    assert.deepEqual([...desk.faults, ...ada.faults, ...passer.faults], []);
  });
});
