// Passkeys in a browser, with Chromium's own virtual authenticator in the place of a phone or a security key.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, openBrowser, person } from './lib/browser.mjs';
import { Server, until } from './lib/server.mjs';

/** Plugs an authenticator into a page's browser. Gives how to pull it out and how many keys it holds. */
async function authenticator(context, page) {
  // The authenticator agrees to everything at once, also to the offer in the name field's own list: off, unless asked for.
  await page.addInitScript(() => {
    if (localStorage.getItem('offer') !== 'on') PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    remove: () => devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
    keys: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}

describe('passkeys', () => {
  let server, browser;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('someone joins with a passkey, signs out and in again, adds a second one and removes the first', { timeout: 120_000 }, async () => {
    const { page, context, faults } = await person(browser, server);
    const phone = await authenticator(context, page);
    await page.goto('/sign-up');
    await page.locator('input[name=handle]').fill('ana_key');
    await page.locator('input[name=display_name]').fill('Ana Key');
    await page.locator('button[data-passkey=register]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
    assert.equal(await phone.keys(), 1);
    const signedIn = async () => (await page.goto('/me')).url().endsWith('/me');
    assert.ok(await signedIn(), 'joining signs in');

    const signOut = async () => {
      await page.goto('/sign-out');
      await page.locator('main form button').first().click();
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-out'));
      assert.ok(!await signedIn(), 'signed out');
    };
    await signOut();
    await page.goto('/sign-in');
    await page.locator('button[data-passkey=sign-in]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    assert.ok(await signedIn(), 'the passkey signs in without a handle');

    // A second device: the first is put away, so that the browser makes a key on the other.
    await phone.remove();
    const stick = await authenticator(context, page);
    await page.goto('/settings/security');
    assert.equal(await page.locator('input[name=passkey_name]').count(), 1);
    await page.locator('#new-passkey').fill('Key on my ring');
    await page.locator('button[data-passkey=register]').click();
    await page.waitForURL(/done=passkey/);
    assert.equal(await stick.keys(), 1);
    assert.equal(await page.locator('input[name=passkey_name]').count(), 2);
    await accessible(page, 'security settings with two passkeys');

    const first = page.locator('form.person-text', { has: page.locator('input[name=passkey_name]:not([value="Key on my ring"])') });
    await first.locator('button[value=remove]').click();
    await until('one passkey to be left', async () => await page.locator('input[name=passkey_name]').count() === 1);
    assert.equal(await page.locator('input[name=passkey_name]').inputValue(), 'Key on my ring');
    // The last way in is not given away.
    await page.locator('button[value=remove]').click();
    await page.waitForLoadState();
    assert.equal(await page.locator('input[name=passkey_name]').count(), 1, 'the only way to sign in was removed');

    await signOut();
    // This time by the offer in the name field's own list.
    await page.evaluate(() => localStorage.setItem('offer', 'on'));
    await page.goto('/sign-in');
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    assert.ok(await signedIn(), 'the second passkey signs in');
    await context.close();
    assert.deepEqual(faults, []);
  });

  test('someone without a passkey here is told so and can go on with a password', { timeout: 60_000 }, async () => {
    const { page, context } = await person(browser, server);
    await authenticator(context, page);
    await page.goto('/sign-in');
    await page.locator('input[name=handle]').fill('ana_key');
    await page.locator('button[data-passkey=sign-in]').click();
    await page.locator('[data-passkey-error]:not([hidden])').waitFor({ timeout: 40_000 });
    assert.ok(await page.locator('input[type=password]').isVisible());
    await context.close();
  });
});
