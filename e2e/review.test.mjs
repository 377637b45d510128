// A draft between an athlete and a coach: handed in on a phone, looked at on a desktop with the keyboard, changed, signed off,
// published.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, contrast, openBrowser, person, picture, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

describe('a draft in review', () => {
  let server, browser, ona, kim, drafts;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB');
    ona = await server.account('ona', 'athlete', '--name', 'Ona Lake', '--organisation', 'albany');
    kim = await server.account('kim', 'staff', '--name', 'Kim Marsh', '--organisation', 'albany');
    const bearer = (await server.run('token', 'ona')).trim().split('\n').at(-1);
    drafts = [];
    for (const [name, caption] of [['one.mp4', 'Up the long hill'], ['two.mp4', 'Up the long hill, shorter']]) {
      const file = phoneFilm(name, { seconds: 8, size: '640x360', rate: '1M' });
      const posted = await run(['post', file, '--server', server.url, '--token', bearer, '--caption', caption, '--draft', '--wait']);
      drafts.push(/\/p\/(\d+)/.exec(posted)[1]);
    }
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('handed in, talked about at moments, changed, signed off and published', { timeout: 240_000 }, async () => {
    const athlete = await person(browser, server, { viewport: PHONE });
    const coach = await person(browser, server, { viewport: DESKTOP });
    const [phone, desk] = [athlete.page, coach.page];
    await signIn(phone, ona);
    await signIn(desk, kim);

    await phone.goto(`/p/${drafts[0]}`);
    await phone.getByRole('link', { name: 'Ask a coach to look' }).click();
    await phone.getByLabel('A word to the coach').fill('For the school visit. Is it too long?');
    await accessible(phone, 'asking on a phone');
    await picture(phone, 'review-ask-phone');
    await phone.getByRole('button', { name: 'Hand in' }).click();
    await phone.waitForURL(/\/reviews\/\d+$/);
    const review = new URL(phone.url()).pathname;

    await desk.goto('/notifications');
    await desk.getByRole('link', { name: /Ona Lake hands you a draft/ }).click();
    await desk.waitForURL(`**${review}`);
    const film = desk.locator('.review-video');
    await until('the film to be playable', () => film.evaluate((v) => v.readyState >= 1));
    // M writes at the moment that stands.
    await film.evaluate((v) => { v.currentTime = 2.5; });
    await until('the moment', async () => (await desk.locator('[data-review-now]').textContent()) === '0:02.5');
    await desk.locator('h1').click();
    await desk.keyboard.press('m');
    assert.equal(await desk.locator('#at').inputValue(), '0:02.5');
    assert.ok(await desk.locator('#text').evaluate((t) => t === document.activeElement));
    // In a field it is a letter.
    await desk.keyboard.type('Trim the walk to here, my eyes wandered');
    await desk.getByLabel('This must change').check();
    await desk.getByRole('button', { name: 'Send', exact: true }).last().click();
    await desk.waitForURL(/#remark-\d+$/);
    await until('the film at what was said', () => film.evaluate((v) => Math.abs(v.currentTime - 2.5) < 0.1));
    await desk.locator('#at').fill('0:06');
    await desk.locator('#text').fill('Good light');
    await desk.getByRole('button', { name: 'Send', exact: true }).last().click();
    await until('both to stand', async () => (await desk.locator('.remark').count()) === 2);
    await desk.locator('a.remark-at', { hasText: '0:02.5' }).click();
    await until('the click to seek', () => film.evaluate((v) => Math.abs(v.currentTime - 2.5) < 0.1));
    assert.equal(await desk.locator('.remark[aria-current]').count(), 1);
    assert.equal(await desk.locator('.review-mark').count(), 2);
    await accessible(desk, 'a review on a desktop');
    await picture(desk, 'review-coach-desktop');
    await desk.emulateMedia({ colorScheme: 'dark' });
    await desk.reload();
    await contrast(desk, 'a review in the dark');
    await desk.getByRole('button', { name: 'Ask Ona Lake for changes' }).click();
    await until('the state', async () => (await desk.locator('.review-head').textContent()).includes('To be changed'));

    await phone.goto('/me/reviews');
    await accessible(phone, 'the list on a phone');
    await phone.getByRole('link', { name: /Up the long hill/ }).click();
    await until('what was said', async () => (await phone.locator('.remark').count()) === 2);
    await phone.locator('a.remark-at', { hasText: '0:02.5' }).click();
    await until('the phone to seek', () => phone.locator('.review-video').evaluate((v) => Math.abs(v.currentTime - 2.5) < 0.1));
    await picture(phone, 'review-athlete-phone');
    await phone.locator('.remark summary').first().click();
    await phone.getByLabel('Your answer').first().fill('Cut it by four seconds');
    await accessible(phone, 'a review on a phone');
    await phone.locator('.remark').first().getByRole('button', { name: 'Send' }).click();
    await phone.locator('.remark').first().getByRole('button', { name: /^Done/ }).click();
    await until('done', async () => (await phone.locator('.remark--done').count()) === 1);
    await phone.getByLabel('Draft').selectOption(drafts[1]);
    await phone.getByRole('button', { name: 'Hand in' }).click();
    await until('version 2', async () => (await phone.locator('.review-versions a').count()) === 2);
    await picture(phone, 'review-version-phone', { fullPage: true });

    await desk.goto('/staff/reviews');
    await accessible(desk, 'the list on a desktop');
    await picture(desk, 'review-list-desktop');
    await desk.getByRole('link', { name: /shorter/ }).click();
    await desk.getByLabel('What this shows they can do').fill('Cuts to the point');
    await desk.getByRole('button', { name: 'Sign off' }).click();
    await until('the sign-off', async () => (await desk.locator('.notice--ok').textContent()).includes('Cuts to the point'));
    assert.equal(await desk.locator('video').count(), 0, 'the coach keeps the film');
    await accessible(desk, 'a review that is over');

    await phone.goto(review);
    await phone.getByRole('link', { name: 'Publish it' }).click();
    await phone.getByRole('button', { name: 'Publish now' }).click();
    await phone.waitForURL(`**/p/${drafts[1]}`);
    await until('the film to be out', async () => (await fetch(`${server.url}/p/${drafts[1]}`)).ok);
    assert.equal((await fetch(`${server.url}/p/${drafts[0]}`)).status, 404);
    assert.deepEqual([...athlete.faults, ...coach.faults], []);
  });
});
