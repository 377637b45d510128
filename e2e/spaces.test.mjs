// Spaces of a House: staff make one, an athlete books it on a phone without scripts, another comes second, and they check
// in at the door and at the desk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

describe('spaces of a House', () => {
  let server, browser, desk, ada, bo, space;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc', '--colour', '#0d3b8c');
    desk = await server.account('desk', 'staff', '--organisation', 'albany', '--name', 'The desk');
    ada = await server.account('ada', 'athlete', '--organisation', 'albany', '--name', 'Ada Lark', '--adult');
    bo = await server.account('bo', 'athlete', '--organisation', 'albany', '--name', 'Bo Finch', '--adult');
    const roster = join(server.data, 'roster.csv');
    writeFileSync(roster, 'code,name,noc,discipline\n4000001,LARK Ada,ALB,ATH\n4000002,FINCH Bo,ALB,ATH\n');
    await server.run('import', 'roster', roster, '--organisation', 'albany', '--games', 'harbour2028');
    // Each claims their own entry.
    const claim = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
for code, handle in (('4000001', 'ada'), ('4000002', 'bo')):
    db.execute('UPDATE roster_entry SET account_id = (SELECT id FROM account WHERE handle = ?) WHERE code = ?', (handle, code))
db.commit()`;
    execFileSync('python3', ['-c', claim, join(server.data, 'grandstand.db')]);
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('staff make a studio, with kit and crew', { timeout: 120_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    await page.goto('/staff');
    await page.getByRole('link', { name: 'Spaces', exact: true }).first().click();
    await page.waitForURL('**/staff/spaces');
    await accessible(page, 'no spaces yet');
    await page.getByLabel('Name').fill('Studio 1');
    await page.getByLabel('Where').fill('Albany House, first floor');
    await page.getByLabel('Time zone').fill('UTC');
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
      await page.getByRole('group', { name: 'Opening hours' }).getByLabel(day).fill('00:00–24:00');
    }
    await page.getByLabel('Minutes needed after').fill('0');
    await page.getByLabel('Access', { exact: true }).fill('Step-free; the light can be dimmed.');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.waitForURL(/\/staff\/spaces\/\d+$/);
    space = /(\d+)$/.exec(page.url())[1];
    await page.locator('details', { hasText: 'Change what is said of it' }).locator('summary').first().click();
    await accessible(page, 'a space and its form');
    await picture(page, 'space-edit-desktop', { fullPage: true });
    await page.goto('/staff/spaces/kit');
    await page.getByLabel('Something new', { exact: true }).fill('Radio microphone');
    await page.getByRole('form', { name: 'Something new' }).getByLabel('How many').fill('2');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Save Radio microphone' }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Kim Wren');
    await page.getByLabel('As what').fill('Light');
    await page.getByLabel('Day').fill(new Date().toISOString().slice(0, 10));
    await page.getByLabel('From').fill('00:00');
    await page.getByLabel('Until').fill('00:00');
    await page.getByRole('button', { name: 'Add the shift' }).click();
    await page.getByText('Kim Wren · Light').waitFor();
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
    await page.goto(`/staff/spaces/${space}`);
    await page.getByText('Checked in').waitFor();
    await accessible(page, 'a day of a space');
    await picture(page, 'space-day-desktop');
    for (const one of [plain, other]) {
      await one.context.close();
      assert.deepEqual(one.faults, []);
    }
    await context.close();
    assert.deepEqual(faults, []);
  });
});
