// The main story, as a stranger lives it: watch, sign up, film, post, follow, comment, and nothing is lost when the
// server is killed on the way.
import assert from 'node:assert/strict';
import { createReadStream, statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, pause, run, until } from './lib/server.mjs';

const PASSWORD = 'a stand full of people';

async function signUp(page, handle, name) {
  await page.goto('/sign-up');
  await page.locator('input[name=handle]').fill(handle);
  await page.locator('input[name=display_name]').fill(name);
  await page.locator('input[type=password]').first().fill(PASSWORD);
  for (const box of await page.locator('form:has(input[type=password]) input[type=checkbox][required]').all()) await box.check();
  await page.locator('form:has(input[type=password]) button:not([type=button])').last().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
}

/** What a post says over the API that programs use. */
async function post(server, id) {
  const response = await fetch(`${server.url}/api/grandstand/v1/posts/${id}`);
  return response.ok ? response.json() : null;
}

const playing = (page) => page.evaluate(() => [...document.querySelectorAll('video')].some((v) => !v.paused && v.currentTime > 0.4));

describe('a sample team on a first start', () => {
  let server, browser;
  const feed = async () => (await (await fetch(`${server.url}/api/grandstand/v1/feeds/discover?limit=40`)).json()).items ?? [];
  before(async () => {
    server = new Server({ empty: false });
    browser = await openBrowser();
    await server.start();
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('a film can be watched within 20 seconds, and all 24 follow', { timeout: 600_000 }, async () => {
    await until('the first film', async () => (await feed()).some((item) => JSON.stringify(item).includes('.mp4')), 60_000);
    const waited = (Date.now() - server.startedAt) / 1000;
    console.log(`the first sample film could be watched after ${waited.toFixed(1)} s`);
    assert.ok(waited <= 20, `the first film took ${waited} s`);

    const { page, faults, context } = await person(browser, server);
    await page.goto('/');
    await until('a film that plays', () => playing(page), 20_000);
    await context.close();
    assert.deepEqual(faults, []);
    await until('all 24 films', async () => (await feed()).length >= 24, 500_000);
  });

  test('a stranger watches on a phone: sound, next, captions, keys', { timeout: 120_000 }, async () => {
    await until('two films', async () => (await feed()).length >= 2, 60_000);
    const { page, faults, context } = await person(browser, server);
    await page.goto('/');
    await until('the first film to play', () => playing(page), 20_000);
    await page.waitForTimeout(2500);
    await picture(page, 'feed-phone');
    await accessible(page, 'the feed');
    const first = await page.evaluate(() => document.querySelector('.film')?.dataset.post);
    await page.keyboard.press('j');
    await until('the next film to play', async () => (await playing(page))
      && await page.evaluate((id) => [...document.querySelectorAll('.film')].findIndex((f) => f.dataset.post === id) !== [...document.querySelectorAll('.film')].findIndex((f) => Math.abs(f.getBoundingClientRect().top) < 5), first), 20_000);
    assert.ok(await page.evaluate(() => [...document.querySelectorAll('video')].every((v) => v.muted)), 'sound is off at first');
    assert.ok((await page.evaluate(() => document.querySelectorAll('video').length)) <= 3, 'three players at most');
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('the pictures of the README', { timeout: 180_000 }, async () => {
    const phone = await person(browser, server);
    const desk = await person(browser, server, { viewport: DESKTOP });
    await desk.page.goto('/');
    await until('a film on the desktop', () => playing(desk.page), 20_000);
    await desk.page.waitForTimeout(2500);
    await picture(desk.page, 'feed-desktop');
    const athlete = await phone.page.goto('/').then(() => phone.page.locator('.film-name').first().getAttribute('href'));
    for (const [name, path] of [['athlete', athlete], ['teams', '/teams'], ['sports', '/sports'], ['search', '/search?q=swim'], ['about', '/about'], ['sign-in', '/sign-in'], ['sign-up', '/sign-up']]) {
      for (const [device, { page }] of [['phone', phone], ['desktop', desk]]) {
        await page.goto(path);
        await page.waitForTimeout(400);
        await picture(page, `${name}-${device}`);
        await accessible(page, `${name} on a ${device}`);
      }
    }
    await phone.context.close();
    await desk.context.close();
    assert.deepEqual([...phone.faults, ...desk.faults], []);
  });
});

describe('the main job', () => {
  let server, browser, maya;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    maya = await server.account('maya', 'athlete');
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('an athlete posts from a phone, a supporter follows and comments, both see it', { timeout: 240_000 }, async () => {
    const athlete = await person(browser, server);
    const supporter = await person(browser, server, { viewport: DESKTOP });
    await signIn(athlete.page, maya);
    await athlete.page.goto('/upload');
    await accessible(athlete.page, 'the upload page');
    await athlete.page.locator('input[type=file][name=file]').setInputFiles(phoneFilm('first.mp4', { seconds: 12, size: '1920x1080', rate: '12M' }));
    await athlete.page.locator('textarea[name=caption]').fill('Heat one, lane four. <script>alert(1)</script> #HeatOne');
    await athlete.page.locator('textarea[name=alt_text]').fill('A test card moves across a pool.');
    await until('the upload to arrive', () => athlete.page.evaluate(() => document.querySelector('input[name=upload_id]').value !== ''), 60_000);
    await picture(athlete.page, 'upload-phone');
    await athlete.page.locator('form.upload button.button--team').last().click();
    await athlete.page.waitForURL(/\/p\/\d+/);
    const id = /\/p\/(\d+)/.exec(athlete.page.url())[1];

    const early = await until('a first rendition', async () => {
      const shown = await post(server, id);
      return shown && JSON.stringify(shown).includes('.mp4') && shown;
    }, 90_000);
    const rungs = (shown) => new Set(JSON.stringify(shown).match(/\/media\/[^"]+\.mp4/g) ?? []).size;
    assert.ok(rungs(early) < 4, 'it can be watched before every rendition stands');
    // The page sees by itself that the film can be watched.
    await until('the film to play for its athlete', () => playing(athlete.page), 30_000);
    await until('all four renditions', async () => rungs(await post(server, id)) === 4, 120_000);

    await signUp(supporter.page, 'sam_cheers', 'Sam');
    await supporter.page.goto(`/p/${id}`);
    await until('the film to play', () => playing(supporter.page), 20_000);
    assert.equal(await supporter.page.locator('script:has-text("alert(1)")').count(), 0, 'a caption is text');
    await supporter.page.locator('form[data-toggle=cheer] button').first().click();
    await supporter.page.locator('form[data-toggle=follow] button').first().click();
    await supporter.page.locator('textarea[name=text]').fill('Lane four! 💛 See you in the final.');
    await supporter.page.locator('form.comment-form button').click();
    await supporter.page.locator('.comment', { hasText: 'Lane four!' }).waitFor();
    await accessible(supporter.page, 'a film with its comments');
    await picture(supporter.page, 'film-desktop');

    await athlete.page.goto('/notifications');
    await athlete.page.getByText('Sam', { exact: false }).first().waitFor();
    assert.equal(await athlete.page.locator('.note').count(), 4, 'the film is ready, a cheer, a follow and a comment');
    await accessible(athlete.page, 'notifications');
    await supporter.page.goto('/following');
    await supporter.page.locator(`.film[data-post="${id}"]`).waitFor();
    const counted = await until('the numbers', async () => {
      const shown = await post(server, id);
      return JSON.stringify(shown).includes('"cheers":1') && shown;
    });
    assert.ok(counted);
    await athlete.context.close();
    await supporter.context.close();
    assert.deepEqual([...athlete.faults, ...supporter.faults], []);
  });

  test('killed in the middle of an upload: it goes on where it was', { timeout: 180_000 }, async () => {
    const token = (await server.run('token', 'maya')).trim().split('\n').at(-1);
    const file = phoneFilm('second.mp4', { seconds: 8, rate: '16M' });
    const { size } = statSync(file);
    const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
    const made = await fetch(`${server.url}/api/grandstand/v1/uploads`, { method: 'POST', headers: { ...headers, 'upload-length': String(size), 'upload-metadata': `filename ${btoa('second.mp4')}` } });
    assert.equal(made.status, 201);
    const place = new URL(made.headers.get('location'), server.url);
    const half = Math.floor(size / 2);
    const patch = (offset, end) => fetch(place, {
      method: 'PATCH', duplex: 'half', body: createReadStream(file, { start: offset, end: end - 1 }),
      headers: { ...headers, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    });
    assert.equal((await patch(0, half)).status, 204);
    await server.kill();
    await server.start();
    const standing = await fetch(place, { method: 'HEAD', headers });
    assert.equal(Number(standing.headers.get('upload-offset')), half, 'what was acknowledged is still there');
    assert.equal((await patch(half, size)).status, 204);
  });

  test('killed in the middle of a ladder: every rendition stands in the end, once', { timeout: 300_000 }, async () => {
    const token = (await server.run('token', 'maya')).trim().split('\n').at(-1);
    const file = phoneFilm('third.mp4', { seconds: 20, size: '1920x1080', rate: '10M' });
    const before = await server.run('account', 'list');
    assert.match(before, /maya/);
    const posting = run(['post', file, '--server', server.url, '--token', token, '--caption', 'Killed and risen #again']);
    const out = await posting;
    const id = /\/p\/(\d+)/.exec(out)?.[1];
    assert.ok(id, `no page address in: ${out}`);
    await pause(1500);
    await server.kill();
    await server.start();
    await until('the film', async () => JSON.stringify(await post(server, id)).includes('.mp4'), 120_000);
    await server.kill();
    await server.start();
    const shown = await until('all four renditions', async () => {
      const now = await post(server, id);
      return now && new Set(JSON.stringify(now).match(/\/media\/[^"]+\.mp4/g) ?? []).size === 4 && now;
    }, 240_000);
    for (const address of new Set(JSON.stringify(shown).match(/\/media\/[^"]+\.mp4/g))) {
      const head = await fetch(server.url + address, { method: 'HEAD' });
      assert.equal(head.status, 200);
      const bytes = Buffer.from(await (await fetch(server.url + address)).arrayBuffer());
      assert.ok(!/Telephone 9|51\.5007/.test(bytes.toString('latin1')), 'no place and no device in what is served');
    }
  });
});
