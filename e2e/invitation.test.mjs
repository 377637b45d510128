// From a printed code to the athlete's own timetable: an office invites on a desk, an athlete claims on a phone.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, look, openBrowser, person, picture, send, signIn } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

const PASSWORD = 'a stand full of people';
const ROSTER = ['code,name,noc,gender,discipline,events', '4000001,LARK Ada,ALB,W,ATH,800m', '4000002,McFINCH Bo,ALB,M,JUD,Under 73 kg', '4000003,VAN DER SWIFT Di,ALB,W,ATH,1500m'].join('\n');
const STARTS = ['code,unit,event,stage,start,venue', "4000001,ATHW800M--------------HEAT000100--,Women's 800m,Heat 1,2028-07-20T10:15:00+02:00,Cape Verrin Oval", "4000001,ATHW800M--------------SFNL000200--,Women's 800m,Semi-final 2,2028-07-21T19:40:00+02:00,Cape Verrin Oval"].join('\n');

describe('an invitation', () => {
  let server, browser, desk;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    const bring = async (kind, text) => {
      const path = join(server.data, `${kind}.csv`);
      writeFileSync(path, text);
      await server.run('import', kind, path, '--organisation', 'albany', '--games', 'harbour2028', '--zone', 'Europe/Paris');
    };
    await bring('roster', ROSTER);
    await bring('starts', STARTS);
    desk = await server.account('kim_desk', 'staff', '--organisation', 'albany');
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('staff invite, the athlete claims on a phone and sees their days', { timeout: 420_000 }, async () => {
    const kim = await person(browser, server, { viewport: DESKTOP });
    await signIn(kim.page, desk);
    await kim.page.goto('/staff/games/harbour2028/roster');
    await kim.page.locator('a[href$="/invitations"]').click();
    await look(kim.page, 'invitations');
    await send(kim.page, 'form[action$="/invitations"]');
    const slips = kim.page.locator('.slips .slip');
    assert.equal(await slips.count(), 3);
    await look(kim.page, 'invitations-made');
    await kim.page.emulateMedia({ media: 'print' });
    assert.equal(await kim.page.locator('.slip-link').first().isVisible(), false, 'links are not for paper');
    await picture(kim.page, 'invitations-print', { fullPage: true });
    await kim.page.emulateMedia({ media: 'screen' });
    const code = await slips.filter({ hasText: 'Ada Lark' }).locator('.slip-code').innerText();
    const link = await slips.filter({ hasText: 'Bo McFinch' }).locator('.slip-link').innerText();
    await kim.page.goto('/staff/games/harbour2028/roster/4000003');
    await send(kim.page, 'form[action$="/invitation"]');
    await kim.page.locator('.notice--ok .slip-code').waitFor();
    await look(kim.page, 'invitation-one');

    const ada = await person(browser, server);
    await ada.page.goto('/invitation');
    await look(ada.page, 'invitation-code');
    await ada.page.locator('#code').fill('BCDFG HJKMN');
    await send(ada.page, 'form[action="/invitation"]');
    await look(ada.page, 'invitation-over');
    await ada.page.locator('#code').fill(code.toLowerCase());
    await send(ada.page, 'form[action="/invitation"]');
    await ada.page.setViewportSize(PHONE);
    await ada.page.locator('h1', { hasText: 'Ada Lark' }).waitFor();
    await look(ada.page, 'invitation');
    await ada.page.setViewportSize(PHONE);
    await ada.page.locator('a[href^="/sign-up"]').last().click();
    await ada.page.locator('input[name=handle]').fill('ada_lark');
    await ada.page.locator('input[name=display_name]').fill('Ada Lark');
    await ada.page.locator('input[type=password]').fill(PASSWORD);
    await ada.page.locator('form:has(input[type=password]) button:not([type=button])').last().click();
    await ada.page.waitForURL('**/invitation/*');
    await look(ada.page, 'invitation-claim');
    await ada.page.setViewportSize(PHONE);
    await send(ada.page, 'form[action^="/invitation/"]');
    assert.deepEqual(await ada.page.locator('.timetable-clock').allInnerTexts(), ['10:15', '19:40']);
    await ada.page.locator('#kind').selectOption('rest');
    await ada.page.locator('#from').fill('2028-07-20T13:00');
    await ada.page.locator('#until').fill('2028-07-20T16:00');
    await ada.page.locator('#place').fill('Village, room 12');
    await send(ada.page, 'form[action$="/blocks"]');
    assert.deepEqual(await ada.page.locator('.timetable-clock').allInnerTexts(), ['10:15', '13:00', '19:40']);
    await send(ada.page, 'form[action$="/calendar"]');
    const address = await ada.page.locator('.timetable-address a').getAttribute('href');
    const calendar = await (await fetch(address)).text();
    assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 3);
    await look(ada.page, 'my-timetable');
    await ada.page.goto('/@ada_lark');
    await ada.page.locator('.hero-verified').waitFor();
    await look(ada.page, 'verified');
    await ada.page.goto('/me');
    await look(ada.page, 'me-athlete');
    // The link of another athlete is not for someone who has their place.
    await ada.page.goto(new URL(link).pathname);
    await send(ada.page, 'form[action^="/invitation/"]');
    assert.match(await ada.page.locator('.error-summary').innerText(), /another place/);

    await kim.page.goto('/staff/games/harbour2028/roster/4000001');
    await kim.page.locator('a[href="/@ada_lark"]').waitFor();
    assert.equal(await kim.page.locator('.timetable-item--block').count(), 1, 'staff see the same days');
    await look(kim.page, 'athlete-claimed');
    await kim.page.goto('/staff/games/harbour2028/roster');
    await look(kim.page, 'roster-claimed');
    const faults = [...ada.faults, ...kim.faults];
    await ada.context.close();
    await kim.context.close();
    assert.deepEqual(faults, []);
  });
});
