// Groups of athletes, a workshop that is for one of them only, and its list ticked while the connection is away.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, late, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

const NAMES = ['LARK Ada', 'FINCH Bo', 'SWIFT Di', 'WREN Eli', 'ROOK Gus'];
const code = (n) => String(4000001 + n);
const MINUTE = 60_000;

async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} button:not([type=button])`).last().click()]);
}

async function look(page, name) {
  await page.setViewportSize(PHONE);
  await accessible(page, `${name} on a phone`);
  await picture(page, `${name}-phone`, { fullPage: true });
  await page.setViewportSize(DESKTOP);
  await structure(page, `${name} on a desktop`);
  await picture(page, `${name}-desktop`, { fullPage: true });
}

/** The ticks that the device keeps, and everything written in them. */
const kept = (page) => page.evaluate(() => new Promise((done, fail) => {
  const open = indexedDB.open('grandstand-attendance');
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const found = open.result.transaction('ticks').objectStore('ticks').getAll();
    found.onsuccess = () => {
      open.result.close();
      done(found.result);
    };
  };
}));

describe('groups and attendance', () => {
  let server, browser, kim, lee, workshop;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc', '--colour', '#0d3b8c');
    await server.run('games', 'create', 'harbour2028', '--zone', 'UTC');
    const roster = join(server.data, 'roster.csv');
    writeFileSync(roster, ['code,name,noc,discipline', ...NAMES.map((name, n) => `${code(n)},${name},ALB,${n < 3 ? 'ATH' : 'SWM'}`)].join('\n'));
    await server.run('import', 'roster', roster, '--organisation', 'albany', '--games', 'harbour2028');
    kim = await person(browser, server, { viewport: DESKTOP });
    lee = await person(browser, server, { viewport: DESKTOP });
    await signIn(kim.page, await server.account('kim_desk', 'staff', '--organisation', 'albany', '--name', 'Kim Teal'));
    await signIn(lee.page, await server.account('lee_desk', 'staff', '--organisation', 'albany', '--name', 'Lee Ash'));
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('a group is named and filled by sport, by ticks and by codes', { timeout: 120_000 }, async () => {
    const { page } = kim;
    await page.goto('/staff/games/harbour2028/workshops');
    await page.getByRole('link', { name: 'Groups' }).click();
    await look(page, 'groups-none');
    await page.locator('#name').fill('Relay');
    await send(page, 'form[action$="/groups"]');
    await page.locator('#look-sport').selectOption('ATH');
    await send(page, 'form[method=get].toolbar');
    await page.getByLabel(/LARK|Lark/).check();
    await page.getByRole('button', { name: 'Put in whom I ticked' }).click();
    await page.getByText('One athlete was put in.').waitFor();
    await page.locator('#codes').fill(`${code(1)}\n${code(2)}, 999`);
    await page.getByRole('button', { name: 'Put these in' }).click();
    await page.getByText('2 athletes were put in.').waitFor();
    await page.getByText('Not on this roster: 999').waitFor();
    await page.locator('#look-sport').selectOption('SWM');
    await send(page, 'form[method=get].toolbar');
    await look(page, 'group');
    await page.getByRole('button', { name: 'Put all 2 of Swimming in' }).click();
    await page.getByText('5 athletes', { exact: true }).waitFor();
    await page.getByLabel(/Rook/).check();
    await page.getByRole('button', { name: 'Take out whom I ticked' }).click();
    await page.getByText('4 athletes', { exact: true }).waitFor();
    await page.goto('/staff/games/harbour2028/groups');
    await look(page, 'groups');
  });

  test('a course is wanted of a group, and a workshop is for the group only', { timeout: 120_000 }, async () => {
    const { page } = kim;
    await page.goto('/staff/games/harbour2028/courses/new');
    await page.locator('#title').fill('Mixed zone');
    await send(page, 'form[action$="/courses"]');
    const course = new URL(page.url()).pathname.split('/').at(-1);
    await page.locator('#whom').selectOption({ label: 'Group Relay' });
    await page.locator('#weight').selectOption('must');
    await send(page, 'form[action$="/wants"]');
    await page.locator('.notice--ok', { hasText: '4 athletes' }).waitFor();
    await page.goto(`/staff/games/harbour2028/workshops/new?course=${course}`);
    const from = Math.ceil(Date.now() / MINUTE) * MINUTE + 20 * MINUTE;
    const written = (at) => new Date(at).toISOString().slice(0, 16);
    for (const [field, value] of Object.entries({ from: written(from), until: written(from + 30 * MINUTE), place: 'Albany House', trainer: 'Ines Wick', capacity: '4' })) {
      await page.locator(`#${field}`).fill(value);
    }
    await page.locator('#group').selectOption({ label: 'Only for Relay' });
    await send(page, 'form[action$="/workshops"]');
    await page.locator('.timetable-item a').first().click();
    await page.waitForURL(/\/staff\/workshops\/\d+$/);
    workshop = new URL(page.url()).pathname;
    const place = async (n) => {
      await page.locator('#code').fill(code(n));
      await send(page, 'form[action$="/place"]');
    };
    await place(4);
    await page.locator('[role=alert], .error').filter({ hasText: 'Only for Relay' }).first().waitFor();
    for (const n of [0, 1, 2, 3]) await place(n);
    assert.equal(await page.locator('.seat').count(), 4);
  });

  test('ticks wait for the connection, and the later of two holds', { timeout: 180_000 }, async () => {
    const { page, context } = kim;
    const box = (who, name) => who.page.getByRole('checkbox', { name });
    const state = page.locator('[data-ticks]');
    // Ada is there before the page's script is.
    await late(context, 1_000);
    await page.goto(workshop);
    await box(kim, /Ada/).check();
    await state.filter({ hasText: 'Every tick is saved.' }).waitFor();
    await context.unrouteAll();
    await look(page, 'attendance');

    await context.setOffline(true);
    for (const name of [/Bo/, /Di/, /Eli/]) await box(kim, name).check();
    await state.filter({ hasText: '3 ticks wait for the connection.' }).waitFor();
    await look(page, 'attendance-offline');
    const onDisk = await kept(page);
    assert.equal(onDisk.length, 3);
    assert.doesNotMatch(JSON.stringify(onDisk), /Bo|Di|Eli|Finch/i, 'names lie on the device');
    // Without a connection the page cannot be loaded again, and nobody's names are kept for that.
    await page.reload();
    await page.getByRole('heading', { name: /offline/i }).first().waitFor();
    assert.doesNotMatch(await page.content(), /Finch/);

    // Somebody else looks later, and says that Bo was not there after all.
    await lee.page.goto(workshop);
    await box(lee, /Bo/).check();
    await lee.page.locator('[data-ticks]').filter({ hasText: 'Every tick is saved.' }).waitFor();
    await Promise.all([lee.page.waitForResponse(/\/ticks$/), box(lee, /Bo/).uncheck()]);
    await lee.page.locator('[data-ticks]').filter({ hasText: 'Every tick is saved.' }).waitFor();

    await context.setOffline(false);
    await page.goto(workshop);
    await state.filter({ hasText: 'Every tick is saved.' }).waitFor();
    assert.deepEqual(await kept(page), []);
    await page.reload();
    const ticked = [];
    for (const name of [/Ada/, /Bo/, /Di/, /Eli/]) ticked.push(await box(kim, name).isChecked());
    assert.deepEqual(ticked, [true, false, true, true]);
    await picture(page, 'attendance-sent-desktop');

    // Without a script the list is a form.
    const plain = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, storageState: await context.storageState() });
    const form = await plain.newPage();
    await form.goto(workshop);
    await form.getByRole('checkbox', { name: /Bo/ }).check();
    await form.locator('button[form=note]').click();
    await form.waitForURL(/done=saved/);
    assert.equal(await form.getByRole('checkbox', { name: /Bo/ }).isChecked(), true);
    await plain.close();
    const unwanted = [...kim.faults, ...lee.faults].filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault));
    assert.deepEqual(unwanted, []);
  });
});
