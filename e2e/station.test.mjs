// The capture station in a studio: an athlete agrees on their phone, records with a camera that Chromium makes up, loses the
// connection, and keeps the clip on their phone; nothing of it stays at the station.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { house, studio } from './lib/house.mjs';
import { Server, until } from './lib/server.mjs';

/** What the station has on its disk. */
const kept = (page) => page.evaluate(() => new Promise((done, fail) => {
  const open = indexedDB.open('grandstand-station');
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const stores = open.result.transaction(['clips', 'parts']);
    const clips = stores.objectStore('clips').count();
    const parts = stores.objectStore('parts').count();
    stores.oncomplete = () => {
      open.result.close();
      done({ clips: clips.result, parts: parts.result, elsewhere: Object.keys(localStorage).filter((key) => key.startsWith('tus')).length });
    };
  };
}));

describe('the capture station', () => {
  let server, browser, desk, ada, bo, address, station;
  before(async () => {
    server = new Server();
    browser = await openBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    await server.start();
    ({ desk, ada, bo } = await house(server));
  });
  after(async () => {
    await station?.context.close();
    await browser?.close();
    await server?.end();
  });

  test('staff open one; it shows a code and nobody is signed in', { timeout: 120_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: DESKTOP });
    await signIn(page, desk);
    await studio(page);
    await page.locator('summary', { hasText: 'Capture stations' }).click();
    await page.getByRole('button', { name: 'Open a capture station' }).click();
    await page.getByText('The station is open').waitFor();
    await accessible(page, 'a station that was opened');
    address = await page.locator('.timetable-address a').getAttribute('href');
    await context.close();
    assert.deepEqual(faults, []);
    station = await person(browser, server, { viewport: { width: 1280, height: 800 }, permissions: ['camera', 'microphone'] });
    await station.page.goto(address);
    await station.page.locator('[data-code]', { hasText: /\w{4} \w{4}/ }).waitFor();
    await accessible(station.page, 'the station with its code');
    await picture(station.page, 'station-code');
  });

  test('recorded, sent over a lost connection, kept on the phone, gone from the station', { timeout: 180_000 }, async () => {
    const phone = await person(browser, server);
    await signIn(phone.page, ada);
    await phone.page.goto('/capture');
    await accessible(phone.page, 'a code to be typed');
    await phone.page.getByLabel('Code').fill(await station.page.locator('[data-code]').innerText());
    await phone.page.getByRole('button', { name: 'Go on' }).click();
    await phone.page.getByRole('heading', { name: 'Be recorded here?' }).waitFor();
    await accessible(phone.page, 'what will happen');
    await picture(phone.page, 'capture-agree-phone');
    await phone.page.getByRole('button', { name: 'I agree' }).click();
    await phone.page.getByText('Go ahead at the station').waitFor();

    const { page } = station;
    const record = page.getByRole('button', { name: 'Record', exact: true });
    await record.and(page.locator(':enabled')).waitFor();
    // A camera that goes away before the press is asked for again.
    await page.locator('[data-live]').first().evaluate((live) => live.srcObject.getTracks().forEach((track) => track.stop()));
    await record.click();
    await page.getByRole('heading', { name: /Recording/ }).waitFor().catch((error) => {
      throw new Error(`${error.message}\n${station.faults.join('\n')}`);
    });
    await page.waitForTimeout(3_500);
    await accessible(page, 'the station while it records');
    await picture(page, 'station-recording');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('heading', { name: 'Your clip' }).waitFor();
    await page.waitForTimeout(500);
    await picture(page, 'station-look');
    await station.context.setOffline(true);
    await page.getByRole('button', { name: 'Send it to my phone' }).click();
    await page.getByText('No connection').waitFor();
    await page.locator('[data-waiting]').waitFor();
    assert.equal((await kept(page)).clips, 1, 'kept on the disk while there is no connection');
    await picture(page, 'station-offline');
    await station.context.setOffline(false);
    await page.getByRole('heading', { name: 'It has arrived' }).waitFor({ timeout: 60_000 });
    assert.deepEqual(await kept(page), { clips: 0, parts: 0, elsewhere: 0 }, 'something stayed at the station');

    await phone.page.getByText('Your clip is here').waitFor({ timeout: 20_000 });
    await accessible(phone.page, 'a clip that waits for a word');
    await picture(phone.page, 'capture-arrived-phone');
    await phone.page.getByRole('button', { name: 'Keep it as my draft' }).click();
    await phone.page.waitForURL(/\/p\/\d+\/edit$/);
    await page.locator('[data-code]', { hasText: /\w{4} \w{4}/ }).waitFor();
    await phone.page.goto('/me/films?state=draft');
    await until('the draft to be made', async () => {
      await phone.page.reload();
      const text = await phone.page.locator('main').innerText();
      if (/could not be made|refused/i.test(text)) throw new Error(text);
      return (await phone.page.locator('main img').count()) > 0;
    }, 60_000);
    await picture(phone.page, 'capture-draft-phone');
    await phone.context.close();
    assert.deepEqual(phone.faults, []);
  });

  test('a film that was chosen, thrown away on the phone', { timeout: 120_000 }, async () => {
    const phone = await person(browser, server);
    await signIn(phone.page, bo);
    const { page } = station;
    const code = (await page.locator('[data-code]').innerText()).replace(' ', '');
    await phone.page.goto(`/capture/${code}`);
    await phone.page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('heading', { name: /Bo/ }).waitFor();
    await structure(page, 'the station for an athlete');
    await page.locator('[data-file]').setInputFiles(phoneFilm('station.mp4', { seconds: 2, size: '640x360', rate: '1M' }));
    await page.getByRole('button', { name: 'Send it to my phone' }).click();
    await page.getByRole('heading', { name: 'It has arrived' }).waitFor({ timeout: 30_000 });
    await phone.page.getByRole('button', { name: 'Throw it away' }).click();
    await phone.page.getByText('There is no clip here any more').waitFor();
    await page.getByRole('heading', { name: 'This was taken back' }).waitFor({ timeout: 10_000 });
    assert.deepEqual(await kept(page), { clips: 0, parts: 0, elsewhere: 0 });
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Next person' }).click();
    await page.locator('[data-code]', { hasText: /\w{4} \w{4}/ }).waitFor();
    await structure(page, 'the station on a small tablet');
    await picture(page, 'station-code-small');
    await phone.context.close();
    assert.deepEqual(phone.faults, []);
    const unwanted = station.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault));
    assert.deepEqual(unwanted, []);
  });
});
