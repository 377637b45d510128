// Notifications in the browser: turned on, sealed on their way, shown by the service worker, opened, turned off.
import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

/** A push service that keeps what it is handed. */
async function pushService() {
  const came = [];
  const service = createServer((request, answer) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      came.push({ headers: request.headers, body: Buffer.concat(parts) });
      answer.writeHead(201).end();
    });
  });
  await new Promise((done) => service.listen(0, '127.0.0.1', done));
  return { came, url: `http://127.0.0.1:${service.address().port}/device`, end: () => service.close() };
}

const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts.map((p) => Buffer.from(p)))).digest();

/** Reads a body of RFC 8291. */
function open(device, auth, body) {
  const [salt, sender, record] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
  const ikm = hmac(hmac(auth, device.computeSecret(sender)), 'WebPush: info\0', device.getPublicKey(), sender, '\x01');
  const prk = hmac(salt, ikm);
  const key = hmac(prk, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16);
  const cipher = createDecipheriv('aes-128-gcm', key, hmac(prk, 'Content-Encoding: nonce\0\x01').subarray(0, 12));
  cipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}

/**
 * Hands messages to the service worker as the browser would, and gives what it had the browser show. The browser's list of
 * notifications is not asked: a question while one is on its way to the screen makes Chromium forget it.
 */
async function handler(context, page, server) {
  const cdp = await context.newCDPSession(page);
  const registration = new Promise((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const ours = registrations.find((r) => r.scopeURL === `${server.url}/`);
    if (ours) done(ours.registrationId);
  }));
  const displayed = [];
  cdp.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: { eventName, eventMetadata } }) => {
    if (eventName === 'Notification displayed') displayed.push(Object.fromEntries(eventMetadata.map(({ key, value }) => [key, value])));
  });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('BackgroundService.startObserving', { service: 'notifications' });
  await cdp.send('BackgroundService.setRecording', { service: 'notifications', shouldRecord: true });
  const worker = context.serviceWorkers().find((w) => w.url() === `${server.url}/sw.js`);
  await worker.evaluate(() => {
    self.asked = [];
    const show = self.registration.showNotification.bind(self.registration);
    self.registration.showNotification = (title, options) => {
      const { body, data, tag } = options;
      self.asked.push({ title, body, data, tag });
      return show(title, options);
    };
  });
  return {
    async show(message) {
      await cdp.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId: await registration, data: JSON.stringify(message) });
      const seen = await until('the notification to be shown', () => displayed.shift());
      const asked = await worker.evaluate(() => self.asked.shift());
      assert.deepEqual([seen.Title, seen.Body], [asked.title, asked.body]);
      return asked;
    },
  };
}

describe('notifications in the browser', () => {
  let server, browser, service, ona, sol, film;
  before(async () => {
    service = await pushService();
    server = new Server({ environment: { GRANDSTAND_APP__PUSH: 'loopback' } });
    browser = await openBrowser();
    await server.start();
    ona = await server.account('ona', 'athlete', '--adult');
    sol = await server.account('sol', 'supporter');
    const bearer = (await server.run('token', 'ona')).trim().split('\n').at(-1);
    const file = phoneFilm('push.mp4', { seconds: 2, size: '640x360', rate: '1M' });
    const posted = await run(['post', file, '--server', server.url, '--token', bearer, '--caption', 'Up the long hill', '--wait']);
    film = /\/p\/(\d+)/.exec(posted)[1];
  });
  after(async () => {
    await browser?.close();
    await server?.end();
    service?.end();
  });

  test('a browser is told, shows it, and is told no longer', { timeout: 120_000 }, async () => {
    const device = createECDH('prime256v1');
    device.generateKeys();
    const auth = randomBytes(16);
    const { page, faults, context } = await person(browser, server, { permissions: ['notifications'] });
    // This Chromium has no push service of its own; everything else is the browser's.
    await context.addInitScript(({ endpoint, p256dh, secret }) => {
      let made = null;
      const subscription = () => ({
        endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth: secret } }),
        unsubscribe: async () => { made = null; sessionStorage.removeItem('pushed'); return true; },
      });
      PushManager.prototype.getSubscription = async () => (sessionStorage.getItem('pushed') ? (made ??= subscription()) : null);
      PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        sessionStorage.setItem('pushed', String(new Uint8Array(applicationServerKey).length));
        return (made = subscription());
      };
    }, { endpoint: service.url, p256dh: device.getPublicKey('base64url'), secret: auth.toString('base64url') });
    await signIn(page, ona);
    await page.goto('/settings/notifications');
    const section = page.locator('[data-island=push]');
    const button = section.getByRole('button', { name: 'Turn on here' });
    await button.waitFor();
    await accessible(page, 'the settings of notifications');
    await picture(page, 'notification-settings-phone');
    await button.focus();
    await page.keyboard.press('Enter');
    await section.getByText('This browser is told.').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem('pushed')), '65', 'the host’s key, as a point');
    assert.ok(await page.locator('input[name=time_zone]').inputValue(), 'the device’s time zone is proposed');

    const { page: other } = await person(browser, server);
    await signIn(other, sol);
    await other.goto(`/p/${film}`);
    await other.locator(`form[action="/p/${film}/cheer"] button`).first().click();
    const pushed = await until('the push service to be handed a message', () => service.came.shift());
    assert.equal(pushed.headers['content-encoding'], 'aes128gcm');
    const message = JSON.parse(open(device, auth, pushed.body));
    assert.deepEqual([message.title, message.url], ['sol cheered your film', `${server.url}/p/${film}`]);

    const worker = await handler(context, page, server);
    assert.deepEqual(await worker.show(message),
      { title: message.title, body: 'Up the long hill', data: message.url, tag: String(message.notification_id) });
    const strange = await worker.show({ title: 'x', url: 'https://elsewhere.example/' });
    assert.equal(strange.data, `${server.url}/notifications`, 'a message leads to pages of ours only');

    await page.reload();
    await section.getByText('This browser is told.').waitFor();
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: 'light' });
    await accessible(page, 'the settings of notifications, wide and light');
    await picture(page, 'notification-settings-desktop-light');
    await section.getByRole('button', { name: 'Turn off here' }).click();
    await section.getByText('This browser is not told.').waitFor();
    await other.goto(`/@ona`);
    await other.locator('form[action="/@ona/follow"] button').first().click();
    await new Promise((done) => setTimeout(done, 1_500));
    assert.deepEqual(service.came, []);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a browser that may not or cannot is told so', { timeout: 60_000 }, async () => {
    const { page, faults, context } = await person(browser, server, { viewport: PHONE });
    await signIn(page, ona);
    await context.addInitScript(() => Object.defineProperty(Notification, 'permission', { value: 'denied' }));
    await page.goto('/settings/notifications');
    await page.getByText('Notifications are blocked for Grandstand').waitFor();
    assert.equal(await page.locator('[data-push-press]').isVisible(), false);
    await context.addInitScript(() => { delete globalThis.PushManager; });
    await page.goto('/settings/notifications');
    await page.getByText('This browser cannot be told').waitFor();
    assert.equal(await page.locator('[data-push-press]').isVisible(), false);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
