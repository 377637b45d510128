// Headless Chromium, with pages that fail on what a person would only notice as "something is off".
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, '../../frontend/package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

/** A browser; `end` closes it. `more` are further flags of Chromium's. */
export async function openBrowser(more = []) {
  return chromium.launch({
    executablePath: process.env.GRANDSTAND_CHROMIUM ?? process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', ...more],
  });
}

/** Milliseconds by which every script comes late, to find tests that press before anybody listens. */
const LATE = Number(process.env.GRANDSTAND_SCRIPTS_LATE ?? 0);

/** A person at a device: a browser context whose pages note every fault. */
export async function person(browser, server, { viewport = PHONE, ...more } = {}) {
  const context = await browser.newContext({ viewport, baseURL: server.url, hasTouch: viewport.width < 800, reducedMotion: 'no-preference', ...more });
  const faults = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|403|404|409|422|429)/.test(message.text())) faults.push(message.text());
  });
  context.on('weberror', (error) => {
    // Chromium gives up an animation between two pages when the next page is quicker: nothing a person sees.
    if (!/^Transition was (aborted|skipped)/.test(error.error().message)) faults.push(error.error().message);
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) faults.push(`asks another host: ${request.url()}`);
  });
  if (LATE > 0) await late(context, LATE);
  const page = await context.newPage();
  return { context, page, faults };
}

/** Every script of a context's pages, also those that a page loads when it stands, comes so many milliseconds late. */
export const late = (context, ms) => context.route(/\.js$/, (route) => pause(ms).then(() => route.continue()).catch(() => undefined));

/** Signs someone in by password. */
export async function signIn(page, { handle, password }) {
  await page.goto('/sign-in');
  await page.locator('input[name=handle], input[name=name]').first().fill(handle);
  await page.locator('input[type=password]').first().fill(password);
  await page.locator('form:has(input[type=password]) button:not([type=button])').last().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe-core finds nothing (WCAG 2.2 AA and best practices), and the page does not scroll sideways. */
export async function accessible(page, name, options = { runOnly: STANDARDS }) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate((chosen) => globalThis.axe.run(document, { ...chosen, resultTypes: ['violations'] }), options);
  const said = violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 4).map((n) => `    ${n.html.slice(0, 180)}\n    ${n.failureSummary?.replace(/\s+/g, ' ')}`).join('\n')}`);
  assert.deepEqual(said, [], `${name}: ${said.length} faults of accessibility\n${said.join('\n')}`);
  await narrow(page, name);
}

/** The contrast of a page that was found accessible in other colours. */
export const contrast = (page, name) => accessible(page, name, { runOnly: { type: 'rule', values: ['color-contrast'] } });

/** Everything but the contrast of a page that was found accessible in another width. */
export const structure = (page, name) => accessible(page, name, { runOnly: STANDARDS, rules: { 'color-contrast': { enabled: false } } });

/**
 * The page as it stands once styles have been worked out and drawn, and what moves to them has arrived. A page that the
 * browser does not draw at the moment, since another is in front, is waited for two seconds each time.
 */
export const drawn = (page) => page.evaluate(async () => {
  const soon = (wait) => Promise.race([wait, new Promise((done) => setTimeout(done, 2_000))]);
  await soon(new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const ends = document.getAnimations().filter((moving) => moving.playState === 'running' && Number.isFinite(moving.effect?.getComputedTiming().endTime));
  await soon(Promise.all(ends.map((moving) => moving.finished.catch(() => {}))));
  await soon(new Promise((done) => requestAnimationFrame(done)));
});

/** The page does not scroll sideways. */
export async function narrow(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
}

/** A picture for the README and for whoever looks at a failed run. */
export async function picture(page, name, more = {}) {
  const folder = process.env.GRANDSTAND_SCREENSHOTS ?? join(here, '../../docs/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), ...more });
}

/** Presses the last button of a form and waits for the page that answers. */
export async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} button:not([type=button])`).last().click()]);
}

/** The page is in order on a phone and on a desktop, dark and light; a picture of each width. It ends as wide and dark as it began. */
export async function look(page, name) {
  const size = page.viewportSize();
  await page.bringToFront();
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark' });
  await drawn(page);
  await accessible(page, `${name} on a phone`);
  await picture(page, `${name}-phone`, { fullPage: true });
  await page.emulateMedia({ colorScheme: 'light' });
  await drawn(page);
  await contrast(page, `${name} in light`);
  await page.setViewportSize(DESKTOP);
  await drawn(page);
  await structure(page, `${name} on a desktop`);
  await picture(page, `${name}-desktop`, { fullPage: true });
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(size);
  await drawn(page);
}
