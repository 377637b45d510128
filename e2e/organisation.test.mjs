// Two organisations agree, a coach gets a role, and one page tells who may do what.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, look, openBrowser, person, send, signIn } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

describe('organisations', () => {
  let server, browser, kim, lee, coach;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc');
    await server.run('organisation', 'create', 'albany-para', '--name', 'Para Albany', '--noc', 'ALB', '--kind', 'npc');
    kim = await server.account('kim_desk', 'staff', '--organisation', 'albany');
    lee = await server.account('lee_desk', 'staff', '--organisation', 'albany-para');
    coach = await server.account('cy_coach', 'supporter');
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('members, an agreement from draft to end, and who may do what', { timeout: 300_000 }, async () => {
    const desk = await person(browser, server, { viewport: DESKTOP });
    await signIn(desk.page, kim);
    await desk.page.goto('/staff/organisations');
    await look(desk.page, 'organisations');
    await desk.page.locator('a[href="/staff/organisations/albany"]').click();
    await desk.page.locator('#handle').fill('cy_coach');
    await desk.page.locator('#role').selectOption('coach');
    await send(desk.page, 'form[action$="/members"]');
    await desk.page.locator('a[href$="/agreements/new"]').click();
    await desk.page.locator('#title').fill('The House at the Games');
    await desk.page.locator('#party').selectOption('albany-para');
    await desk.page.locator('#from').fill('2026-01-01');
    await desk.page.locator('#until').fill('2099-12-31');
    await desk.page.locator('input[name="theirs-use_spaces"]').check();
    await desk.page.locator('input[name="ours-see_figures"]').check();
    await send(desk.page, 'form[action$="/new"]');
    await look(desk.page, 'agreement-draft');
    await send(desk.page, 'form[action$="/offer"]');

    const other = await person(browser, server, { viewport: DESKTOP });
    await signIn(other.page, lee);
    await other.page.goto('/notifications');
    await look(other.page, 'agreement-notified');
    await other.page.getByRole('link', { name: /offers your organisation an agreement/ }).click();
    await other.page.waitForURL(/\/staff\/organisations\/albany-para\/agreements\//);
    await other.page.getByRole('heading', { name: 'The House at the Games' }).waitFor();
    await look(other.page, 'agreement-offered');
    await send(other.page, 'form[action$="/accept"]');
    await look(other.page, 'agreement-in-force');

    await desk.page.goto('/staff/organisations/albany');
    await look(desk.page, 'organisation');
    await desk.page.goto('/staff/organisations/albany/access');
    await desk.page.locator('td', { hasText: 'Para Albany' }).first().waitFor();
    await look(desk.page, 'access');

    const cy = await person(browser, server);
    await signIn(cy.page, coach);
    await cy.page.goto('/staff/games');
    await cy.page.locator('h1').waitFor();
    assert.equal(await cy.page.locator('#slug').count(), 0, 'a coach makes no Games');
    const rooms = await cy.page.locator('nav.tabs a.tab').evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('href')));
    assert.deepEqual(rooms, ['/staff/games', '/staff/reviews'], 'tabs lead where a coach may go');
    await look(cy.page, 'office-of-a-coach');
    await other.page.bringToFront();
    await other.page.locator('form[action$="/end"] button').click();
    await Promise.all([other.page.waitForNavigation(), other.page.locator('dialog[open] .button--danger').click()]);
    await look(other.page, 'agreement-ended');
    await desk.page.bringToFront();
    await desk.page.reload();
    assert.equal(await desk.page.locator('td', { hasText: 'Para Albany' }).count(), 0, 'what has ended stops at once');
    const faults = [...desk.faults, ...other.faults, ...cy.faults];
    assert.deepEqual(faults, []);
  });
});
