// The feed in the viewer's own hand: turned on, watched, looked into, moved, corrected, forgotten.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

const FILMS = [['ona', 'Up the long hill #running'], ['pim', 'Down the river #rowing'], ['tova', 'Ninety turns #gymnastics']];

describe('the feed in the viewer’s own hand', () => {
  let server, browser, sol, token;
  const api = (path, options = {}) => fetch(`${server.url}/api/grandstand/v1${path}`, {
    ...options, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers },
  });
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    const film = phoneFilm('feed.mp4', { seconds: 3, size: '1280x720', rate: '4M' });
    for (const [handle, caption] of FILMS) {
      await server.account(handle, 'athlete');
      const bearer = (await server.run('token', handle)).trim().split('\n').at(-1);
      await run(['post', film, '--server', server.url, '--token', bearer, '--caption', caption, '--wait']);
    }
    sol = await server.account('sol', 'supporter');
    token = (await server.run('token', 'sol')).trim().split('\n').at(-1);
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('off until an adult turns it on; then it learns, tells, obeys and forgets', { timeout: 240_000 }, async () => {
    assert.equal((await api('/feeds/for-you')).status, 409, 'nobody has a profile without asking for one');
    const { page, faults, context } = await person(browser, server);
    await signIn(page, sol);
    await page.goto('/for-you');
    await picture(page, 'for-you-invite-phone');
    await accessible(page, 'the invitation to For you');
    await page.locator('input[name=adult]').check();
    await page.locator('form[action="/settings/feed"] button').click();
    await page.waitForURL(/\/settings\/feed/);
    await page.locator('[data-feed-next] .poster').first().waitFor();
    await picture(page, 'feed-settings-phone');
    await accessible(page, 'the sliders');

    // Watch one film to its end, as a player tells it.
    // (The start page has played one already, which then counts as seen.)
    const feed = await (await api('/feeds/for-you')).json();
    assert.ok(feed.items.length >= 2, 'films wait to be seen');
    const watched = feed.items[0];
    const told = await api('/watches', { method: 'POST', body: JSON.stringify({ views: [{ post: watched.id, ms: 3_000, done: true, from: 'for_you' }] }) });
    assert.ok(told.ok, `watches: ${told.status}`);
    await until('the seen film to stay away', async () => {
      const { items } = await (await api('/feeds/for-you')).json();
      return items.every((item) => item.id !== watched.id);
    });
    assert.equal((await (await api('/feeds/for-you?seen=show')).json()).items.length, 3, 'asked for, it comes back');

    // A slider that is moved is kept, without a button.
    await page.goto('/settings/feed');
    await page.locator('form.sliders[data-live]').waitFor();
    await page.locator('#unfamiliar').focus();
    await page.keyboard.press('ArrowRight');
    await until('the slider to be kept', async () => (await (await api('/feeds/choice')).json()).unfamiliar === 1);

    // Why this: the contributions add up to the score, to the last millionth.
    const other = (await (await api('/feeds/for-you?seen=show')).json()).items.find((item) => item.id !== watched.id);
    const why = await (await api(`/posts/${other.id}/why?feed=for_you`)).json();
    assert.equal(why.reasons.reduce((sum, reason) => sum + reason.value, 0), why.score);
    await page.goto(`/p/${other.id}/why?feed=for_you`);
    const points = (text) => Math.round(Number(text.trim().replace('−', '-')) * 1e6);
    const rows = await page.locator('.table--sum tbody td').allTextContents();
    assert.equal(rows.reduce((sum, text) => sum + points(text), 0), points(await page.locator('.table--sum tfoot td').textContent()));
    await picture(page, 'why-phone');
    await accessible(page, 'why this');

    // What it knows, and never that.
    await page.goto('/settings/feed/profile');
    await page.locator('.taste-row').first().waitFor();
    await picture(page, 'feed-profile-phone');
    await accessible(page, 'what the feed knows');
    await page.locator('.taste-acts button[value=never]').first().click();
    await page.waitForURL(/done=feed-wish/);
    const never = (await (await api('/feeds/choice')).json()).corrections;
    assert.equal(never.length, 1);
    assert.equal(never[0].wish, 'never');

    // Forgotten is forgotten.
    page.once('dialog', (dialog) => dialog.accept());
    await page.locator('form:has(input[value=all]) button').click();
    const yes = page.locator('dialog[open] .button--danger');
    if (await yes.count() > 0) await yes.click();
    await page.waitForURL(/done=feed-forgotten-all/);
    const known = await (await api('/feeds/profile')).json();
    assert.deepEqual([known.films.length, known.seen], [0, 0]);

    await context.close();
    assert.deepEqual(faults, []);
  });

  test('the same on a desktop, and how it works for anyone', { timeout: 120_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await page.goto('/how-the-feed-works');
    await picture(page, 'how-the-feed-works-desktop');
    await accessible(page, 'how the feed works');
    await signIn(page, sol);
    for (const [name, path] of [['for-you', '/for-you?seen=show'], ['feed-settings', '/settings/feed'], ['feed-profile', '/settings/feed/profile']]) {
      await page.goto(path);
      await page.waitForTimeout(600);
      await picture(page, `${name}-desktop`);
      await accessible(page, `${name} on a desktop`);
    }
    await page.setViewportSize(PHONE);
    await page.goto('/for-you?seen=show');
    await page.waitForTimeout(600);
    await picture(page, 'for-you-phone');
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('whoever is under 18 has no feed that learns', { timeout: 60_000 }, async () => {
    const young = await server.account('kit', 'supporter');
    const bearer = (await server.run('token', young.handle)).trim().split('\n').at(-1);
    const put = await fetch(`${server.url}/api/grandstand/v1/feeds/choice`, {
      method: 'PUT', body: '{"for_you":true}', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    });
    assert.equal(put.status, 409, 'nobody who has not said that they are of age');
  });
});
