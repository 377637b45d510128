// Spaces of a House: staff make one, an athlete books it on a phone without scripts, another comes second, and they check
// in at the door and at the desk.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, drawn, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { dayWith, house, studio } from './lib/house.mjs';
import { Server } from './lib/server.mjs';

describe('spaces of a House', () => {
  // A day on which the studio is free: in the last quarter of an hour of a day its first slot is tomorrow's.
  const free = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  let server, browser, desk, ada, bo, space;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    ({ desk, ada, bo } = await house(server));
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('staff make a studio, with kit and crew', { timeout: 120_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    await page.goto('/staff');
    await page.getByRole('navigation', { name: 'Programme office' }).getByRole('link', { name: 'Spaces' }).click();
    await page.waitForURL('**/staff/spaces');
    await accessible(page, 'no spaces yet');
    space = await studio(page);
    await page.locator('details', { hasText: 'Change what is said of it' }).locator('summary').first().click();
    await accessible(page, 'a space and its form');
    await picture(page, 'space-edit-desktop', { fullPage: true });
    await page.goto('/staff/spaces/kit');
    await page.getByRole('textbox', { name: 'Something new' }).fill('Radio microphone');
    await page.getByRole('form', { name: 'Something new' }).getByLabel('How many').fill('2');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Save Radio microphone' }).waitFor();
    // Today and tomorrow: shortly before midnight the next slot is tomorrow's.
    for (const [number, at] of [Date.now(), Date.now() + 86_400_000].entries()) {
      await page.getByLabel('Name', { exact: true }).fill('Kim Wren');
      await page.getByLabel('As what').fill('Light');
      await page.getByLabel('Day').fill(new Date(at).toISOString().slice(0, 10));
      await page.getByLabel('From').fill('00:00');
      await page.getByLabel('Until').fill('00:00');
      await page.getByRole('button', { name: 'Add the shift' }).click();
      await page.getByText('Kim Wren · Light').nth(number).waitFor();
    }
    await accessible(page, 'kit and crew');
    await picture(page, 'space-kit-desktop', { fullPage: true });
    await page.goto('/staff/spaces');
    await picture(page, 'spaces-desk-desktop');
    await page.setViewportSize(PHONE);
    for (const path of ['/staff/spaces', '/staff/spaces/kit', `/staff/spaces/${space}`]) {
      await page.goto(path);
      await structure(page, `${path} on a phone`);
    }
    await picture(page, 'space-one-phone', { fullPage: true });
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('an athlete books it on a phone without scripts; who comes second is told so', { timeout: 120_000 }, async () => {
    const plain = await person(browser, server, { javaScriptEnabled: false });
    await signIn(plain.page, ada);
    await plain.page.goto('/spaces');
    await picture(plain.page, 'spaces-phone');
    await plain.page.getByRole('link', { name: /Studio 1/ }).click();
    const day = dayWith(15);
    await plain.page.locator('#look-day').fill(day);
    await plain.page.getByLabel('How long').selectOption('15');
    await plain.page.getByRole('button', { name: 'Look' }).click();
    // The other looks at the same moment.
    const other = await person(browser, server);
    await signIn(other.page, bo);
    await other.page.goto(plain.page.url());
    await accessible(other.page, 'free slots');
    await picture(other.page, 'space-slots-phone', { fullPage: true });

    await plain.page.locator('summary', { hasText: 'Kit and crew' }).click();
    await plain.page.getByLabel('Radio microphone').fill('1');
    await plain.page.getByLabel('Someone of the crew helps me').check();
    await plain.page.locator('button.slot').first().click();
    await plain.page.getByText('It is yours.').waitFor();
    await picture(plain.page, 'booking-phone', { fullPage: true });
    await other.page.locator('button.slot').first().click();
    await other.page.getByText('Somebody else has just that time').first().waitFor();
    await accessible(other.page, 'a slot that was lost');
    await picture(other.page, 'space-taken-phone');

    // Whoever has a space then is told so where they choose, and is not offered to wait for themself.
    const mine = await person(browser, server);
    await signIn(mine.page, ada);
    await mine.page.goto(other.page.url().split('?')[0] + `?day=${day}&minutes=15`);
    await mine.page.getByText('You have it').waitFor();
    await accessible(mine.page, 'free slots beside one of one’s own');
    await picture(mine.page, 'space-slots-own-phone', { fullPage: true });
    await mine.context.close();
    assert.deepEqual(mine.faults, []);

    const code = (await plain.page.locator('.code-text').innerText()).trim();
    const booking = plain.page.url().split('?')[0];
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    await page.goto(`/staff/spaces/${space}/door`);
    await accessible(page, 'the poster for the door');
    await picture(page, 'space-door-desktop');
    const door = await page.locator('.timetable-address a').getAttribute('href');
    await page.goto('/staff/spaces/check-in');
    await accessible(page, 'check in');
    await page.getByLabel('Code').fill(code.toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(booking);
    await page.getByRole('button', { name: 'Hand out Radio microphone 1' }).click();
    await page.getByRole('button', { name: 'Take back Radio microphone 1' }).waitFor();
    await accessible(page, 'a booking at the desk');
    await picture(page, 'booking-desk-desktop', { fullPage: true });

    await plain.page.goto(door);
    await picture(plain.page, 'space-arrive-phone');
    await plain.page.getByRole('button', { name: 'I am here' }).click();
    await plain.page.getByText('You are checked in').waitFor();
    await page.goto(booking);
    assert.equal(await page.getByRole('button', { name: 'Not here: take the check-in back' }).count(), 0, 'kit is out');
    await page.getByRole('button', { name: 'Take back Radio microphone 1' }).click();
    await page.getByRole('button', { name: 'Not here: take the check-in back' }).click();
    await page.getByRole('button', { name: 'Check in', exact: true }).click();
    await page.getByRole('button', { name: 'Not here: take the check-in back' }).waitFor();
    await accessible(page, 'a booking that is checked in, at the desk');
    await picture(page, 'booking-in-desktop', { fullPage: true });
    await page.goto(`/staff/spaces/${space}?day=${day}`);
    await page.getByText('Checked in', { exact: true }).waitFor();
    await accessible(page, 'a day of a space');
    await picture(page, 'space-day-desktop');
    for (const one of [plain, other]) {
      await one.context.close();
      assert.deepEqual(one.faults, []);
    }
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('the desk moves a booking on the board: by two presses, and by drawing it', { timeout: 120_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    // At nine, for an hour.
    await page.goto(`/spaces/${space}?day=${free}&minutes=60`);
    await page.getByLabel('For whom').fill('bo');
    await page.getByRole('button', { name: 'Book 09:00–10:00' }).click();
    await page.getByText('It is yours.').waitFor();
    const board = `/staff/spaces/board?day=${free}`;
    await page.goto(board);
    await picture(page, 'space-board-desktop');
    await accessible(page, 'the day board');
    await page.getByRole('link', { name: /^Move Bo/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Choose where it goes').waitFor();
    await accessible(page, 'the board with a booking taken up');
    await picture(page, 'space-board-move-desktop');
    await page.getByRole('button', { name: 'Here Studio 1, 11:30' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('It is moved.').waitFor();
    await page.locator('[data-booking]', { hasText: '11:30–12:30' }).waitFor();
    await page.locator('[data-booking][draggable=true]').waitFor();
    // Both ends in sight, and nothing moves any more: a board that slides under the pointer would take the booking elsewhere.
    const block = page.locator('[data-booking]');
    await block.evaluate((drawn) => drawn.scrollIntoView({ block: 'center' }));
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await drawn(page);
    await Promise.all([page.waitForNavigation(), block.dragTo(page.locator('.board-free[data-time="14:00"]'), { steps: 8 })]);
    assert.match(await block.innerText(), /14:00–15:00/);
    await page.setViewportSize(PHONE);
    await structure(page, 'the board on a phone');
    await picture(page, 'space-board-phone');
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('somebody waits and is told; the wall shows who is on', { timeout: 120_000 }, async () => {
    const phone = await person(browser, server);
    await signIn(phone.page, ada);
    await phone.page.goto(`/spaces/${space}?day=${free}&minutes=60`);
    await phone.page.getByRole('button', { name: /14:00–15:00/ }).click();
    await phone.page.getByText('You are told when it is free').waitFor();
    await accessible(phone.page, 'a list with a wish');
    await picture(phone.page, 'space-waiting-phone', { fullPage: true });
    const other = await person(browser, server);
    await signIn(other.page, bo);
    await other.page.goto('/spaces');
    await other.page.getByRole('button', { name: /^Cancel Studio 1/ }).click();
    await other.page.getByText('Your booking is cancelled').waitFor();
    await phone.page.goto('/notifications');
    await phone.page.getByText('A time in a House that you wait for is free').waitFor();

    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    await page.goto(`/staff/spaces/${space}`);
    await page.locator('summary', { hasText: 'Display beside it' }).click();
    const wall = await page.locator('details', { hasText: 'Display beside it' }).getByRole('link').getAttribute('href');
    const screen = await person(browser, server, { viewport: { width: 1280, height: 720 } });
    await screen.page.goto(wall);
    await screen.page.getByText('Ada', { exact: true }).waitFor();
    assert.ok(!(await screen.page.content()).includes('Lark'), 'first names only');
    await accessible(screen.page, 'the wall');
    await picture(screen.page, 'space-wall');
    for (const one of [phone, other, screen]) {
      await one.context.close();
      assert.deepEqual(one.faults, []);
    }
    await context.close();
    assert.deepEqual(faults, []);
  });
});
