// Somebody without an account stands at the desk of a House: booked by name, checked in at once, shown by first name, ended.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, look, openBrowser, person, signIn } from './lib/browser.mjs';
import { house, studio } from './lib/house.mjs';
import { Server } from './lib/server.mjs';

describe('a guest at the desk', () => {
  let server, browser, people, space;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    people = await house(server);
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('the desk books a guest who stands there now, on a phone, without scripts', { timeout: 120_000 }, async () => {
    const desk = await person(browser, server, { viewport: DESKTOP });
    await signIn(desk.page, people.desk);
    space = await studio(desk.page);
    const plain = await person(browser, server, { viewport: PHONE, javaScriptEnabled: false });
    await signIn(plain.page, people.desk);
    await plain.page.goto(`/spaces/${space}?minutes=15`);
    await plain.page.getByLabel('For whom').fill('ada');
    await plain.page.getByLabel('Or a guest who has no account').fill('Noor Vandermeer');
    await plain.page.locator('button.slot').first().click();
    await plain.page.getByText('Name an account or a guest, not both.').first().waitFor();
    assert.equal(await plain.page.getByLabel('Or a guest who has no account').inputValue(), 'Noor Vandermeer');
    await plain.page.getByLabel('For whom').fill('');
    await plain.page.getByLabel('Or a guest who has no account').fill(' ');
    await plain.page.locator('button.slot').first().click();
    await plain.page.getByText('Whom is it for?').first().waitFor();
    await plain.page.getByLabel('Or a guest who has no account').fill('Noor Vandermeer');
    await plain.page.locator('button.slot').first().click();
    await plain.page.getByText('Noor Vandermeer (guest)').waitFor();
    await plain.page.getByText('Checked in', { exact: true }).waitFor();
    const booking = new URL(plain.page.url()).pathname;
    await plain.page.goto('/spaces');
    assert.equal(await plain.page.getByText('Noor').count(), 0, 'it is not the desk’s own');
    await plain.context.close();
    assert.deepEqual(plain.faults, []);

    const { page } = desk;
    await page.goto(`/spaces/${space}?minutes=15`);
    await look(page, 'walkup-sheet');
    await page.goto(booking);
    await look(page, 'walkup-booking');
    await page.goto(`/staff/spaces/${space}`);
    await page.getByText('Noor Vandermeer (guest)').waitFor();
    await look(page, 'walkup-day');
    await page.locator('summary', { hasText: 'Display beside it' }).click();
    const wall = await page.locator('details', { hasText: 'Display beside it' }).getByRole('link').getAttribute('href');
    const screen = await person(browser, server, { viewport: { width: 1280, height: 720 } });
    await screen.page.goto(wall);
    await screen.page.getByText('Noor').waitFor();
    assert.ok(!(await screen.page.content()).includes('Vandermeer'), 'first names only');
    await page.goto('/staff/spaces/board');
    await page.getByRole('link', { name: 'Noor Vandermeer (guest)', exact: true }).waitFor();
    await look(page, 'walkup-board');
    await page.getByRole('link', { name: 'Noor Vandermeer (guest)', exact: true }).click();
    await page.waitForURL(`**${booking}`);
    await page.getByRole('button', { name: 'End now' }).click();
    await page.waitForURL(/done=saved/);
    // An athlete can have the rest of the time.
    const ada = await person(browser, server, { viewport: PHONE });
    await signIn(ada.page, people.ada);
    await ada.page.goto(`/spaces/${space}?minutes=15`);
    assert.equal(await ada.page.getByLabel('Or a guest who has no account').count(), 0);
    for (const one of [desk, screen, ada]) {
      await one.context.close();
      assert.deepEqual(one.faults, []);
    }
  });
});
