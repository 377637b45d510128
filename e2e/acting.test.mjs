// A press officer prepares and publishes for an athlete within bounds; everybody can see that, and it stops at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, contrast, drawn, narrow, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

/** Presses a form's last button and waits for the page that answers. */
async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} button:not([type=button])`).last().click()]);
}

/** The page is in order on phone and desktop, dark and light; a picture of each width. */
async function look(page, name) {
  const size = page.viewportSize();
  await page.bringToFront();
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark' });
  await drawn(page);
  await narrow(page, `${name} on a phone`);
  await accessible(page, `${name} on a phone`);
  await picture(page, `${name}-phone`);
  await page.emulateMedia({ colorScheme: 'light' });
  await drawn(page);
  await contrast(page, `${name} in light`);
  await page.setViewportSize(DESKTOP);
  await drawn(page);
  await structure(page, `${name} on a desktop`);
  await picture(page, `${name}-desktop`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(size);
}

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('acting for an athlete', () => {
  let server, browser, ona, pip, kim, draft;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB');
    ona = await server.account('ona', 'athlete', '--name', 'Ona Lake', '--organisation', 'albany');
    pip = await server.account('pip', 'supporter', '--name', 'Pip Reed');
    kim = await server.account('kim', 'staff', '--name', 'Kim Marsh', '--organisation', 'albany');
    const bearer = (await server.run('token', 'ona')).trim().split('\n').at(-1);
    const file = phoneFilm('act.mp4', { seconds: 4, size: '640x360', rate: '1M' });
    const posted = await run(['post', file, '--server', server.url, '--token', bearer, '--caption', 'Before the heats', '--draft', '--wait']);
    draft = /\/p\/(\d+)/.exec(posted)[1];
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('asked, accepted, a film brought in and published for her, told to all, ended', { timeout: 300_000 }, async () => {
    const office = await person(browser, server, { viewport: DESKTOP });
    await signIn(office.page, kim);
    await office.page.goto('/staff/organisations/albany');
    await office.page.locator('#handle').fill('pip');
    await office.page.locator('#role').selectOption('press');
    await send(office.page, 'form[action$="/members"]');

    const athlete = await person(browser, server, { viewport: PHONE });
    await signIn(athlete.page, ona);
    await athlete.page.goto('/settings/acting');
    await athlete.page.locator('#handle').fill('pip');
    await athlete.page.locator('input[name="bound-prepare"]').check();
    await athlete.page.locator('input[name="bound-publish"]').check();
    await athlete.page.locator('#until').fill(inDays(30));
    await send(athlete.page, 'form[action="/settings/acting"]');
    await look(athlete.page, 'acting-settings');

    const press = await person(browser, server, { viewport: DESKTOP });
    await signIn(press.page, pip);
    await press.page.goto('/notifications');
    await press.page.getByRole('link', { name: /Ona Lake asks you to act for them/ }).click();
    await press.page.waitForURL('**/acting');
    await send(press.page, 'form[action$="/accept"]');
    await look(press.page, 'acting-held');
    await send(press.page, 'form[action$="/begin"]');
    await look(press.page, 'acting-now');

    await press.page.goto('/');
    await look(press.page, 'acting-discover');
    const bar = press.page.locator('.acting-bar');
    await bar.getByText('You act for Ona Lake').waitFor();
    await press.page.goto('/settings/security');
    await press.page.getByText('this is not done for somebody else').waitFor();
    await look(press.page, 'acting-closed');

    // A draft of hers is seen and changed, and a film is brought in and published.
    await press.page.goto('/me/films?state=draft');
    await press.page.locator(`a[href="/p/${draft}/edit"]`).click();
    const film = press.page.locator('.acting-film');
    await film.evaluate((video) => video.load());
    await until('the draft to be playable', () => film.evaluate((video) => video.readyState >= 1));
    await look(press.page, 'acting-draft');
    await press.page.locator('#caption').fill('Before the heats, with words');
    await Promise.all([press.page.waitForNavigation(), press.page.locator('form[action$="/edit"] .form-acts button').first().click()]);
    await press.page.waitForURL('**/me/films?state=draft');
    await press.page.goto('/upload');
    await press.page.locator('input[type=file][name=file]').setInputFiles(phoneFilm('act2.mp4', { seconds: 4, size: '640x360', rate: '1M' }));
    await until('the film to arrive', () => press.page.evaluate(() => document.querySelector('input[name=upload_id]').value !== ''), 60_000);
    await press.page.locator('#caption').fill('Two days to go');
    await press.page.getByRole('button', { name: 'Post', exact: true }).click();
    await press.page.waitForURL(/\/me\/films\?state=/);
    const shown = async () => { await press.page.goto('/me/films'); return press.page.locator('.film-grid a').count(); };
    await until('the film to be out', async () => await shown() === 1, 90_000);

    const reader = await person(browser, server, { viewport: DESKTOP });
    await reader.page.goto('/@ona');
    await reader.page.locator('.film-grid a').first().click();
    await reader.page.getByText('Published for Ona Lake by their team').first().waitFor();
    await look(reader.page, 'acting-published');
    assert.ok(!(await reader.page.content()).includes('Pip Reed'), 'readers are told who it was');

    await athlete.page.bringToFront();
    await athlete.page.goto('/notifications');
    await athlete.page.getByText('Pip Reed published a post for you').waitFor();
    await athlete.page.goto('/settings/acting');
    await athlete.page.getByText('Published a post').waitFor();
    await athlete.page.getByText('Changed a draft').waitFor();
    await look(athlete.page, 'acting-record');
    await office.page.bringToFront();
    await office.page.goto('/staff/organisations/albany/access');
    await office.page.getByText('Acts for Ona Lake').waitFor();
    await look(office.page, 'acting-access');

    // She ends it while Pip has a form open: what Pip sends is refused, and does not happen as Pip.
    await press.page.bringToFront();
    await press.page.goto(`/p/${draft}/edit`);
    await press.page.locator('#caption').fill('Too late');
    await athlete.page.bringToFront();
    await send(athlete.page, 'form[action$="/end"]');
    await athlete.page.getByText('It stopped at once').waitFor();
    await press.page.bringToFront();
    press.faults.length = 0;
    await press.page.locator('form[action$="/edit"] .form-acts button').first().click();
    await press.page.locator('.acting-bar', { hasText: 'You may no longer act' }).waitFor();
    await look(press.page, 'acting-over');
    await send(press.page, 'form[action="/acting/stop"]');
    assert.equal(await press.page.locator('.acting-bar').count(), 0);
    const faults = [...athlete.faults, ...reader.faults, ...office.faults];
    assert.deepEqual(faults, []);
  });
});
