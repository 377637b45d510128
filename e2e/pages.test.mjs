// Every kind of page, as each kind of person meets it: axe-core finds nothing in the dark and in the light, and nothing
// scrolls sideways at 320 px. With GRANDSTAND_SCREENSHOTS set it leaves a picture of each on a phone and on a desktop.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, contrast, drawn, narrow, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

/** Presses the button of a form and waits for the page that follows. */
async function send(page, form, button = 'button:not([type=button])') {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} ${button}`).first().click()]);
}

describe('every kind of page', () => {
  let server, browser, film, reference, waiting;
  const people = {};
  const pictures = Boolean(process.env.GRANDSTAND_SCREENSHOTS);

  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB');
    for (const [handle, role, name] of [['ada_lane', 'athlete', 'Ada Lane'], ['sam_field', 'supporter', 'Sam Field'], ['kim_desk', 'staff', 'Kim Desk'], ['mo_judge', 'moderator', 'Mo Judge']]) {
      const out = await server.run('account', 'create', handle, '--role', role, '--name', name, ...(role === 'supporter' ? [] : ['--organisation', 'albany']));
      people[handle] = { handle, password: /^Password: (\S+)$/m.exec(out)[1] };
    }
    const token = (await server.run('token', 'ada_lane')).trim().split('\n').at(-1);
    const out = await run(['post', phoneFilm('pages.mp4', { seconds: 3, size: '640x360', rate: '1M' }), '--server', server.url, '--token', token, '--caption', 'First morning at camp #heatone #camp @sam_field', '--wait']);
    film = /\/p\/(\d+)/.exec(out)[1];
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('the forms fill the stage: a profile, a journey with its film, follows, comments, reports', { timeout: 120_000 }, async () => {
    const ada = await person(browser, server);
    await signIn(ada.page, people.ada_lane);
    await ada.page.goto('/settings');
    await ada.page.locator('textarea[name=bio]').fill('Judo, under 63 kg. Up at five.');
    await ada.page.locator('input[name=region]').fill('North Coast');
    await ada.page.locator('select[name=sport]').selectOption('JUD');
    await send(ada.page, 'form[action="/settings"]');
    for (const gathered of ['/sports/judo', '/regions/north-coast']) {
      await ada.page.goto(gathered);
      assert.ok(await ada.page.locator(`a[href="/p/${film}"]`).count() > 0, `${gathered} shows the film of an athlete who has just come to it`);
    }
    await ada.page.goto('/journeys/new');
    await ada.page.locator('input[name=title]').fill('The long way');
    await ada.page.locator('input[name=games]').fill('Cape Verrin Games');
    for (const [row, kind, label, day] of [[0, 'beginning', 'First morning', '2026-01-04'], [1, 'camp', 'Camp in the hills', '2026-06-12'], [2, 'start', 'The heats', '2028-07-20']]) {
      await ada.page.locator(`select[name=kind_${row}]`).selectOption(kind);
      await ada.page.locator(`input[name=label_${row}]`).fill(label);
      await ada.page.locator(`input[name=day_${row}]`).fill(day);
    }
    await ada.page.locator('select[name=post_1]').selectOption(film);
    await send(ada.page, 'form[action="/journeys/new"]', '.button--team');
    assert.match(ada.page.url(), /\/@ada_lane\/journeys\/the-long-way$/);
    assert.equal(await ada.page.locator(`a[href="/p/${film}"]`).count() > 0, true, 'the milestone leads to its film');

    const sam = await person(browser, server, { viewport: DESKTOP });
    await signIn(sam.page, people.sam_field);
    await sam.page.goto(`/p/${film}`);
    await sam.page.locator('form[data-toggle=follow] button').first().click();
    await sam.page.locator('form[data-toggle=cheer] button').first().click();
    await sam.page.locator('form[data-toggle=bookmark] button').first().click();
    await sam.page.locator('textarea[name=text]').fill('Albany is up with you. مرحبا بالبطلة 💛');
    await sam.page.locator('form.comment-form button').click();
    await sam.page.locator('.comment', { hasText: 'Albany is up' }).waitFor();
    await sam.page.goto(`/report?subject=post&id=${film}`);
    await sam.page.locator('input[name=reason]').first().check();
    await sam.page.locator('textarea[name=details]').fill('Please look at the second half.');
    await send(sam.page, 'form[action="/report"]');
    reference = /\/reports\/([A-Z0-9-]+)/.exec(sam.page.url())?.[1];
    assert.ok(reference, `no reference number in ${sam.page.url()}`);
    const faults = [...ada.faults, ...sam.faults];
    await ada.context.close();
    await sam.context.close();
    assert.deepEqual(faults, []);
  });

  test('an office brings in a roster and its starts: looked at first, then imported', { timeout: 120_000 }, async () => {
    const codes = [...Array(24).keys()].map((n) => 4000001 + n);
    const names = ['LARK Ada', 'McFINCH Bo', "O'WREN Cy", 'VAN DER SWIFT Di', 'DUNNOCK-JAY Eve', 'TERN Flo'];
    const roster = ['athlete_code,name,noc,gender,discipline_codes,events', ...codes.map((code, n) => `${code},${names[n % 6]}${n < 6 ? '' : ` ${String.fromCharCode(65 + n)}`},ALB,${n % 2 ? 'M' : 'W'},${n % 3 ? 'ATH' : 'JUD'},"${n % 3 ? "800m;1500m" : 'Under 63 kg'}"`), '4000001,LARK Adam,ALB,M,ATH,800m', ',NOBODY At,ALB,M,ATH,800m'].join('\n');
    const start = (code, unit, event, stage, at) => `${code},${unit},${event},${stage},${at},Cape Verrin Oval`;
    const starts = ['athlete_code,unit_code,event,stage,start,venue', start(4000001, 'ATHW800M--------------HEAT000100--', "Women's 800m", 'Heat 1', '2028-07-20T10:15:00+02:00'), start(4000001, 'ATHW800M--------------SFNL000200--', "Women's 800m", 'Semi-final 2', '2028-07-21T19:40:00+02:00'), start(4000001, 'ATHW1500M-------------HEAT000300--', "Women's 1500m", 'Heat 3', '2028-07-21T10:05:00+02:00')].join('\n');
    const kim = await person(browser, server, { viewport: DESKTOP });
    await signIn(kim.page, people.kim_desk);
    await kim.page.goto('/staff/games');
    await kim.page.locator('#slug').fill('harbour2028');
    await kim.page.locator('#zone').fill('Europe/Paris');
    await kim.page.locator('#opening').fill('2028-07-14');
    await kim.page.locator('#closing').fill('2028-07-30');
    await send(kim.page, 'form[action="/staff/games"]');
    const bring = async (kind, text) => {
      const path = join(server.data, `${kind}.csv`);
      writeFileSync(path, text);
      await kim.page.goto('/staff/games/harbour2028');
      await kim.page.locator('#kind').selectOption(kind);
      await kim.page.locator('#file').setInputFiles(path);
      await send(kim.page, 'form[enctype]');
      assert.match(kim.page.url(), /\/import\/\d+$/);
    };
    await bring('roster', roster);
    assert.match(await kim.page.locator('#refused + .table-frame').innerText(), /line 2/);
    await send(kim.page, 'form[method=post][action*="/import/"]');
    assert.match(await kim.page.locator('.notice--ok').innerText(), /24 new/);
    await bring('starts', starts);
    await send(kim.page, 'form[method=post][action*="/import/"]');
    await kim.page.locator('a[href="/staff/games/harbour2028/roster"]').click();
    await kim.page.locator('#who').fill('van der');
    await send(kim.page, 'form[action$="/roster"]');
    await kim.page.locator('td', { hasText: 'Di van der Swift' }).first().waitFor();
    await kim.page.goto('/staff/games/harbour2028/roster/4000001');
    assert.deepEqual(await kim.page.locator('.timetable-clock').allInnerTexts(), ['10:15', '10:05', '19:40']);
    await send(kim.page, 'form[action$="/calendar"]');
    const address = await kim.page.locator('.timetable-address a').getAttribute('href');
    const calendar = await (await fetch(address.replace(/^https?:\/\/[^/]+/, server.url))).text();
    assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 3);
    // Left waiting, with a changed name and a line that is gone, to be looked at like every page.
    await bring('roster', roster.replace('O\'WREN Cy', "Ó'WREN Cy").replace(/\n4000024.*/, '').replace('800m;1500m', '800m'));
    waiting = new URL(kim.page.url()).pathname;
    const { faults } = kim;
    await kim.context.close();
    assert.deepEqual(faults, []);
  });

  /** Pages by who looks at them; a status where it is not 200. */
  const pages = () => ({
    anyone: [['discover', '/'], ['film', `/p/${film}`], ['share', `/p/${film}/share`], ['why', `/p/${film}/why`], ['embed', `/p/${film}/embed`], ['athlete', '/@ada_lane'],
      ['athlete-journeys', '/@ada_lane?tab=journeys'], ['athlete-about', '/@ada_lane?tab=about'], ['journey', '/@ada_lane/journeys/the-long-way'],
      ['teams', '/teams'], ['team', '/teams/albany'], ['sports', '/sports'], ['sport', '/sports/judo'], ['sport-empty', '/sports/archery'], ['region', '/regions/north-coast'], ['tag', '/tags/heatone'],
      ['search-empty', '/search'], ['search', '/search?q=camp'], ['search-nothing', '/search?q=zzzz'], ['sign-in', '/sign-in'], ['sign-up', '/sign-up'], ['report', `/report?subject=post&id=${film}`],
      ['reports', '/reports'], ['report-stand', `/reports/${reference}`], ['playback', '/settings/playback'], ['transparency', '/transparency'], ['how', '/how-the-feed-works'], ['interface', '/api/docs'], ['about', '/about'], ['offline', '/offline'], ['not-found', '/@nobody_here', 404], ['not-found-page', '/no-such-page', 404]],
    sam_field: [['following', '/following'], ['notifications-empty', '/notifications'], ['saved', '/me/saved'], ['me', '/me'], ['settings', '/settings'], ['settings-privacy', '/settings/privacy'], ['settings-feed', '/settings/feed'], ['settings-apps', '/settings/apps'], ['for-you', '/for-you'],
      ['settings-security', '/settings/security'], ['settings-playback', '/settings/playback'], ['settings-leave', '/settings/leave'], ['sign-out', '/sign-out'], ['forbidden', '/moderation', 403], ['conflict', '/journeys/new', 409], ['comments', `/p/${film}/comments`]],
    ada_lane: [['notifications', '/notifications'], ['athlete-me', '/me'], ['films', '/me/films'], ['films-draft', '/me/films?state=draft'], ['upload', '/upload'], ['edit', `/p/${film}/edit`],
      ['delete', `/p/${film}/delete`], ['journey-new', '/journeys/new'], ['journey-edit', '/@ada_lane/journeys/the-long-way/edit'], ['athlete-settings', '/settings'], ['own-film', `/p/${film}`], ['own-page', '/@ada_lane']],
    kim_desk: [['staff', '/staff'], ['staff-athlete', '/staff/@ada_lane'], ['lifts', '/staff/boosts'], ['staff-me', '/me'],
      ['games', '/staff/games'], ['games-one', '/staff/games/harbour2028'], ['roster', '/staff/games/harbour2028/roster'], ['roster-none', '/staff/games/harbour2028/roster?who=zzz'], ['timetable', '/staff/games/harbour2028/roster/4000001'], ['timetable-empty', '/staff/games/harbour2028/roster/4000002'], ['import', waiting]],
    mo_judge: [['moderation', '/moderation'], ['moderation-closed', '/moderation?state=upheld'], ['moderation-all', '/moderation?state=all']],
  });

  async function look(page, who, [name, path, status = 200]) {
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'dark' });
    const answer = await page.goto(path);
    assert.equal(answer.status(), status, `${path} answers ${answer.status()}`);
    await drawn(page);
    assert.equal(await page.locator('time', { hasText: /^-/ }).count(), 0, `${path} counts backwards`);
    if (pictures) await picture(page, `${name}-phone`, { fullPage: true });
    await accessible(page, `${path} for ${who} in the dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await drawn(page);
    if (pictures) await picture(page, `${name}-phone-light`);
    await contrast(page, `${path} for ${who} in the light`);
    await page.setViewportSize({ width: 320, height: 640 });
    await narrow(page, `${path} for ${who} at 320 px`);
    await page.setViewportSize(DESKTOP);
    await drawn(page);
    if (pictures) await picture(page, `${name}-desktop`);
    await structure(page, `${path} for ${who} on a desktop`);
  }

  async function walk(who, list, more = {}) {
    const { page, context, faults } = await person(browser, server, { reducedMotion: 'reduce', ...more });
    if (people[who]) await signIn(page, people[who]);
    const wrong = [];
    for (const entry of list) await look(page, who, entry).catch((error) => wrong.push(error.message));
    await context.close();
    assert.deepEqual([...wrong, ...faults], [], [...wrong, ...faults].join('\n\n'));
  }

  describe('two at a time', { concurrency: 2 }, () => {
    for (const who of ['anyone', 'sam_field', 'ada_lane', 'kim_desk', 'mo_judge']) {
      test(`pages for ${who}`, { timeout: 240_000 }, () => walk(who, pages()[who]));
    }

    test('pages in Welsh', { timeout: 240_000 }, async () => {
      const list = ['discover', 'film', 'athlete', 'journey', 'teams', 'sports', 'search', 'sign-up', 'about', 'report', 'not-found'];
      await walk('anyone', pages().anyone.filter(([name]) => list.includes(name)).map(([name, ...rest]) => [`cy-${name}`, ...rest]), { locale: 'cy-GB' });
    });
  });

  test('the language of an account is the language of its pages, on every device', { timeout: 60_000 }, async () => {
    const first = await person(browser, server);
    await signIn(first.page, people.kim_desk);
    await first.page.goto('/settings');
    await first.page.locator('select[name=language]').selectOption('cy');
    await send(first.page, 'form[action="/settings"]');
    assert.equal(await first.page.locator('html').getAttribute('lang'), 'cy');
    const second = await person(browser, server, { locale: 'en-GB' });
    await signIn(second.page, people.kim_desk);
    await second.page.goto('/teams');
    assert.equal(await second.page.locator('html').getAttribute('lang'), 'cy');
    await second.page.locator('form[action="/language"] button[value="en-GB"]').first().click();
    await second.page.waitForLoadState();
    await first.page.goto('/teams');
    assert.equal(await first.page.locator('html').getAttribute('lang'), 'en-GB');
    await first.context.close();
    await second.context.close();
  });
});
