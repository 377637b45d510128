// The upload page while things go wrong: paused, cut off, the server gone. What was sent is never sent twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, late, openBrowser, person, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, pause, until } from './lib/server.mjs';

describe('the upload page', () => {
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

  const file = () => phoneFilm('slow.mp4', { seconds: 20, size: '1280x720', rate: '16M' });
  const percent = (page) => page.locator('.upload-bar progress').evaluate((bar) => bar.value);
  const title = (page) => page.locator('.upload-bar .notice-title').textContent();
  const arrived = (page) => page.evaluate(() => document.querySelector('input[name=upload_id]').value !== '');

  /** A phone on a poor network. Playwright's own switch for `offline` does not throttle, so both go through CDP. */
  async function poor(context, page) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    const set = (offline, rate) => devtools.send('Network.emulateNetworkConditions', { offline, latency: 20, downloadThroughput: rate, uploadThroughput: rate });
    return { slow: () => set(false, 4_000_000), fast: () => set(false, -1), gone: () => set(true, 0) };
  }

  test('pause, go on, a lost connection, a server that restarts: it arrives, each byte once', { timeout: 180_000 }, async () => {
    const { page, context } = await person(browser, server);
    await signIn(page, maya);
    await page.goto('/upload');
    const network = await poor(context, page);
    await network.slow();
    const told = [];
    await page.exposeFunction('heard', (text) => { told.push(text); });
    await page.evaluate(() => {
      new MutationObserver((changes) => {
        for (const change of changes) {
          const status = change.target.closest?.('[role=status]') ?? change.target.parentElement?.closest('[role=status]');
          if (status?.textContent) globalThis.heard(status.textContent);
        }
      }).observe(document.querySelector('[data-upload-progress]'), { subtree: true, childList: true, characterData: true });
    });
    const sent = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(Number(request.headers()['upload-offset']));
    });
    await page.locator('input[type=file][name=file]').setInputFiles(file());
    await until('the upload to begin', async () => await percent(page) > 3, 30_000);
    await accessible(page, 'the upload page while it sends');

    const button = page.locator('.upload-bar button').first();
    await button.click();
    assert.equal(await title(page), 'Paused');
    const stood = await percent(page);
    await pause(1500);
    assert.ok(await percent(page) <= stood + 1, 'it goes on while it is paused');
    await accessible(page, 'the upload page while it is paused');
    await button.click();
    await until('it to go on', async () => await percent(page) > stood + 5, 30_000);

    await network.gone();
    await until('the page to say that the connection is gone', async () => /connection dropped/.test(await title(page)), 30_000);
    await network.slow();
    const before = await percent(page);
    await until('it to go on by itself', async () => await percent(page) > before, 60_000);

    await server.kill();
    await until('the page to say that the server is gone', async () => await arrived(page) || /connection dropped/.test(await title(page)), 60_000);
    assert.ok(!await arrived(page), 'the server was killed too late for this test to mean anything');
    await server.start();
    await network.fast();
    await until('the film to arrive', () => arrived(page), 60_000);
    assert.ok(sent.length > 3 && sent.some((offset) => offset > 0), `it began anew each time: ${sent}`);
    assert.ok(told.some((text) => /^\d+% uploaded$/.test(text)), `a screen reader hears how far it is: ${told}`);
    assert.ok(told.some((text) => text === 'Paused') && told.some((text) => /connection dropped/.test(text)), `and what happened: ${told}`);

    await page.locator('textarea[name=caption]').fill('Over the hill and back #poor');
    await page.locator('form.upload button.button--team').last().click();
    await page.waitForURL(/\/p\/\d+/);
    await context.close();
  });

  test('the page is closed in the middle: choosing the same film again goes on where it was', { timeout: 120_000 }, async () => {
    const { page, context } = await person(browser, server);
    await signIn(page, maya);
    await page.goto('/upload');
    const network = await poor(context, page);
    await network.slow();
    const film = phoneFilm('again.mp4', { seconds: 24, size: '1280x720', rate: '16M' });
    await page.locator('input[type=file][name=file]').setInputFiles(film);
    // Past the first whole piece, which the server has acknowledged.
    await until('the first piece to stand', async () => await percent(page) > 30, 60_000);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto('/me');
    await page.goto('/upload');
    await network.fast();
    const offsets = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    await page.locator('input[type=file][name=file]').setInputFiles(film);
    await until('the film to arrive', () => arrived(page), 60_000);
    assert.ok(offsets[0] > 0, `it began anew: ${offsets}`);
    await context.close();
  });

  test('a film that is chosen before the script of the page is there goes up all the same', { timeout: 60_000 }, async () => {
    const { page, context } = await person(browser, server);
    await signIn(page, maya);
    await late(context, 1_000);
    await page.goto('/upload');
    await page.locator('input[type=file][name=file]').setInputFiles(phoneFilm('early.mp4', { seconds: 4, size: '640x360', rate: '1M' }));
    assert.equal(await page.locator('.upload-bar').count(), 0, 'the script was there already: this test means nothing');
    await until('the film to arrive', () => arrived(page), 30_000);
    await context.close();
  });
});
