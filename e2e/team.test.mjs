// A team posts under its own name: by a partner's press officer while an agreement says so, and no longer.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, look, openBrowser, person, send, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, until } from './lib/server.mjs';

describe('posting as a team', () => {
  let server, browser, kim, lee, pip, sam;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc');
    await server.run('organisation', 'create', 'pressroom', '--name', 'The Press Room', '--noc', 'ALB', '--kind', 'partner');
    kim = await server.account('kim', 'staff', '--name', 'Kim Marsh', '--organisation', 'albany');
    lee = await server.account('lee', 'staff', '--name', 'Lee Ford', '--organisation', 'pressroom');
    pip = await server.account('pip', 'supporter', '--name', 'Pip Reed');
    sam = await server.account('sam', 'supporter', '--name', 'Sam Ames');
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('made, agreed, posted as, seen by its name, ended', { timeout: 300_000 }, async () => {
    const desk = await person(browser, server, { viewport: DESKTOP });
    await signIn(desk.page, kim);
    await desk.page.goto('/staff/organisations/albany');
    await desk.page.locator('a[href="/staff/organisations/albany/team"]').click();
    await look(desk.page, 'team-account-new');
    await desk.page.locator('#handle').fill('team_albany');
    await desk.page.locator('#bio').fill('News from all of us, on the way to the Games.');
    await send(desk.page, 'form[action$="/team"]');
    await desk.page.locator('h1').waitFor();
    await look(desk.page, 'team-account-made');
    await desk.page.goto('/staff/organisations/albany/agreements/new');
    await desk.page.locator('#title').fill('Words for the team');
    await desk.page.locator('#party').selectOption('pressroom');
    await desk.page.locator('#from').fill('2026-01-01');
    await desk.page.locator('#until').fill('2099-12-31');
    await desk.page.locator('input[name="theirs-publish_as_team"]').check();
    await send(desk.page, 'form[action$="/new"]');
    await send(desk.page, 'form[action$="/offer"]');
    const agreement = new URL(desk.page.url()).pathname.replace('/albany/', '/pressroom/');

    const other = await person(browser, server, { viewport: DESKTOP });
    await signIn(other.page, lee);
    await other.page.goto('/staff/organisations/pressroom');
    await other.page.locator('#handle').fill('pip');
    await other.page.locator('#role').selectOption('press');
    await send(other.page, 'form[action$="/members"]');
    await other.page.goto(agreement);
    await send(other.page, 'form[action$="/accept"]');

    const press = await person(browser, server, { viewport: PHONE });
    await signIn(press.page, pip);
    await press.page.goto('/me');
    await press.page.locator('a[href="/acting"]').click();
    await press.page.getByRole('button', { name: 'Post as Team Albany' }).waitFor();
    await look(press.page, 'team-post-as');
    await send(press.page, 'form[action="/acting/team/albany"]');
    await press.page.locator('.acting-bar', { hasText: 'You post as Team Albany' }).waitFor();
    await look(press.page, 'team-posting');
    await press.page.goto('/settings/security');
    await press.page.getByText('this is not done as a team').waitFor();
    await press.page.goto('/upload');
    await press.page.locator('input[type=file][name=file]').setInputFiles(phoneFilm('team.mp4', { seconds: 4, size: '640x360', rate: '1M' }));
    await until('the film to arrive', () => press.page.evaluate(() => document.querySelector('input[name=upload_id]').value !== ''), 60_000);
    await press.page.locator('#caption').fill('All of us are on our way');
    await look(press.page, 'team-upload');
    await press.page.getByRole('button', { name: 'Post', exact: true }).click();
    await press.page.waitForURL(/\/me\/films\?state=/);
    const out = async () => { await press.page.goto('/me/films'); return press.page.locator('.film-grid a').count(); };
    await until('the film to be out', async () => await out() === 1, 90_000);

    // Whoever posts as the team sees the whole player under the bar that says so, and nothing to press that would be refused.
    for (const [name, size] of [['phone', PHONE], ['desktop', DESKTOP]]) {
      await press.page.setViewportSize(size);
      await press.page.goto('/');
      await press.page.locator('.player-chrome').waitFor();
      assert.equal(await press.page.locator('[data-toggle], a[href="/following"], a[href="/me"]').count(), 0);
      const [why, nav, film] = await press.page.evaluate(() => ['.film-acts > :last-child', '.nav', '.film'].map((at) => document.querySelector(at).getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
      assert.ok(why.bottom <= (name === 'phone' ? nav.top : size.height), `“Why this?” is cut off on the ${name}: ${why.bottom}`);
      assert.ok(film.bottom <= size.height, `the film is cut off on the ${name}: ${film.bottom}`);
    }
    await press.page.setViewportSize(PHONE);
    await look(press.page, 'team-posting-film');
    press.faults.length = 0;

    // A supporter meets it on Discover, under the team's name, and follows the team.
    const reader = await person(browser, server, { viewport: PHONE });
    await signIn(reader.page, sam);
    await reader.page.goto('/');
    await reader.page.locator('article.film', { hasText: 'All of us are on our way' }).getByText('Team Albany').first().waitFor();
    await look(reader.page, 'team-discover');
    await reader.page.goto('/@team_albany');
    await reader.page.getByRole('heading', { name: 'Team Albany' }).waitFor();
    await reader.page.getByRole('button', { name: /Follow/ }).first().click();
    await look(reader.page, 'team-page');
    await reader.page.goto('/@team_albany?tab=about');
    await look(reader.page, 'team-about');
    await reader.page.goto('/@team_albany');
    await reader.page.locator('.film-grid a').first().click();
    await reader.page.getByText('All of us are on our way').first().waitFor();
    const words = await reader.page.content();
    assert.ok(!words.includes('Pip Reed') && !words.includes('Published for'), 'readers are told whose hand it was');
    await reader.page.goto('/teams/albany');
    await reader.page.locator('a[href="/@team_albany"]').first().waitFor();
    await look(reader.page, 'team-of-albany');

    // The administrators see who it was.
    await desk.page.bringToFront();
    await desk.page.goto('/staff/organisations/albany/team');
    await desk.page.getByText('Published a post').waitFor();
    await desk.page.getByText('The Press Room, by an agreement').first().waitFor();
    await look(desk.page, 'team-account-record');

    // The agreement ends while Pip has a form open: what Pip sends is refused, and what stands stays.
    await press.page.bringToFront();
    await press.page.goto('/me/films');
    const id = /\/p\/(\d+)/.exec(await press.page.locator('.film-grid a').first().getAttribute('href'))[1];
    await press.page.goto(`/p/${id}/edit`);
    await press.page.locator('#caption').fill('Too late');
    await other.page.bringToFront();
    await other.page.goto(agreement);
    await other.page.locator('form[action$="/end"] button').click();
    await Promise.all([other.page.waitForNavigation(), other.page.locator('dialog[open] .button--danger').click()]);
    await press.page.bringToFront();
    press.faults.length = 0;
    await press.page.locator('form[action$="/edit"] .form-acts button').first().click();
    await press.page.locator('.acting-bar', { hasText: 'You may no longer act' }).waitFor();
    await look(press.page, 'team-over');
    press.faults.length = 0;
    await send(press.page, 'form[action="/acting/stop"]');
    await press.page.goto('/acting');
    assert.equal(await press.page.getByRole('button', { name: 'Post as Team Albany' }).count(), 0);
    await reader.page.bringToFront();
    await reader.page.goto(`/p/${id}`);
    await reader.page.getByText('All of us are on our way').first().waitFor();
    const faults = [...desk.faults, ...other.faults, ...reader.faults, ...press.faults];
    assert.deepEqual(faults, []);
  });
});
