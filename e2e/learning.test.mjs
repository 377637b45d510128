// What a workshop leaves behind: staff write the check of a course, an athlete answers it on their phone, learns what was wrong,
// passes, has the skill in writing, and anyone can check the paper.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, accessible, openBrowser, person, picture, signIn, structure } from './lib/browser.mjs';
import { classroom } from './lib/classroom.mjs';
import { phoneFilm } from './lib/films.mjs';
import { Server, run, until } from './lib/server.mjs';

/** Presses the last button of a form and waits for the page that answers. */
async function send(page, form) {
  await Promise.all([page.waitForNavigation(), page.locator(`${form} button:not([type=button])`).last().click()]);
}

/** The page is in order on a phone and on a desktop; a picture of each. */
async function look(page, name) {
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  await accessible(page, `${name} on a phone`);
  await picture(page, `learning-${name}-phone`, { fullPage: true });
  await page.setViewportSize(DESKTOP);
  await structure(page, `${name} on a desktop`);
  await picture(page, `learning-${name}-desktop`, { fullPage: true });
  await page.setViewportSize(size);
}

describe('what a workshop leaves behind', () => {
  let server, browser, room, kim, ada, paper;
  before(async () => {
    server = new Server();
    browser = await openBrowser();
    await server.start();
    room = await classroom(server, { names: ['ĐORĐEVIĆ Łucja'] });
    kim = await person(browser, server, { viewport: DESKTOP });
    await signIn(kim.page, room.office);
    ada = await person(browser, server);
    await signIn(ada.page, room.athletes[0]);
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  test('staff write a check, and are told what is missing', { timeout: 180_000 }, async () => {
    const { page } = kim;
    await page.goto(room.course);
    await page.getByRole('link', { name: 'Check at the end' }).click();
    await page.locator('#q1-text').fill('For whom are captions?');
    await page.locator('#q1-a1').fill('For people who do not hear well');
    await page.locator('#q1-a2').fill('For everyone who watches without sound');
    await page.locator('#q1-a3').fill('For search engines alone');
    await page.locator('#q1-why').fill('Most people watch without sound at some time of the day.');
    await page.locator('#q2-text').fill('How long may a caption stand?');
    await page.locator('#q2-a1').fill('As long as it is spoken');
    await page.locator('#q2-a2').fill('Until the film ends');
    await page.locator('input[name=q2-r1]').check();
    await page.locator('#q2-why').fill('Words that stand too long are read twice.');
    await page.locator('#pass_at').fill('2');
    await send(page, 'form[action$="/check"]');
    await page.locator('.error-summary a[href="#question-1"]').waitFor();
    await look(page, 'check-wrong');
    await page.locator('input[name=q1-r1]').check();
    await page.locator('input[name=q1-r2]').check();
    await send(page, 'form[action$="/check"]');
    await page.locator('.notice--ok').waitFor();
    await look(page, 'check');
    assert.deepEqual(kim.faults, []);
  });

  test('staff add material, and the athlete finds it', { timeout: 180_000 }, async () => {
    const { page } = kim;
    await page.goto(`${room.course}/material`);
    await look(page, 'material-none');
    const slides = join(server.data, 'slides.pdf');
    writeFileSync(slides, '%PDF-1.4\n% slides\n');
    const bad = join(server.data, 'page.pdf');
    writeFileSync(bad, '<!doctype html><script>alert(1)</script>');
    await page.locator('#title').fill('A page in disguise');
    await page.locator('#file').setInputFiles(bad);
    await send(page, 'form[action$="/files"]');
    await page.locator('#file-error').waitFor();
    for (const [title, file] of [['Slides of the day', slides], ['Slides, large print', slides]]) {
      await page.locator('#title').fill(title);
      await page.locator('#file').setInputFiles(file);
      await send(page, 'form[action$="/files"]');
      await page.locator('.notice--ok').waitFor();
    }
    await page.getByRole('button', { name: 'Up Slides, large print' }).click();
    await page.locator('.seat').first().getByRole('link', { name: 'Slides, large print' }).waitFor();
    await look(page, 'material');
    await page.goto('/staff/games/harbour2028/results');
    await look(page, 'results');
    await ada.page.goto('/me/programme');
    const found = ada.page.getByRole('link', { name: 'Slides of the day' });
    const answer = await ada.page.evaluate(async (path) => {
      const got = await fetch(path);
      return [got.status, got.headers.get('content-disposition'), got.headers.get('x-content-type-options'), (await got.text()).slice(0, 8)];
    }, await found.getAttribute('href'));
    assert.deepEqual(answer, [200, 'attachment; filename="slides-of-the-day.pdf"', 'nosniff', '%PDF-1.4']);
    assert.equal(await ada.page.getByText('Not counted', { exact: true }).count(), 1, 'nobody agrees before they said so');
    await send(ada.page, 'form[action$="/reach"]');
    await ada.page.getByText('You agree', { exact: true }).waitFor();
    await send(ada.page, 'form[action$="/reach"]');
    await ada.page.getByText('Not counted', { exact: true }).waitFor();
    assert.deepEqual(kim.faults, []);
  });

  test('a film for the course only plays for its athlete and for nobody else', { timeout: 240_000 }, async () => {
    const { page } = kim;
    const bearer = (await server.run('token', 'kim_desk')).trim().split('\n').at(-1);
    const file = phoneFilm('timing.mp4', { seconds: 6, size: '360x640', rate: '1M' });
    const posted = await run(['post', file, '--server', server.url, '--token', bearer, '--caption', 'How captions are timed', '--draft', '--wait']);
    const film = `/p/${/\/p\/(\d+)/.exec(posted)[1]}`;
    assert.equal((await ada.page.goto(film)).status(), 404, 'before it is material');
    await page.goto(`${room.course}/material`);
    await page.locator('#film-title').fill('Somebody else’s');
    await page.locator('#post').fill('/p/1');
    await send(page, 'form[action$="/films"]');
    await page.getByText('no draft of yours at this address').first().waitFor();
    await page.locator('summary', { hasText: 'For everyone, or for the course only' }).click();
    await look(page, 'film-kinds');
    assert.equal(await page.locator('#drafts option').first().getAttribute('value'), film, 'own drafts are offered');
    await page.locator('#film-title').fill('How captions are timed');
    await page.locator('#post').fill(film);
    await send(page, 'form[action$="/films"]');
    await page.locator('.seat', { hasText: 'Film, for the people of the course only' }).waitFor();
    await look(page, 'film-material');

    await ada.page.goto('/me/programme');
    await ada.page.getByRole('link', { name: 'How captions are timed' }).click();
    await ada.page.waitForURL(`**${film}`);
    await ada.page.getByText('This film is not public').waitFor();
    const video = ada.page.locator('video').first();
    await video.evaluate((v) => { v.muted = true; return v.play(); });
    await until('the film to play', () => video.evaluate((v) => v.currentTime > 0.3));
    await look(ada.page, 'film-course');
    const anyone = await person(browser, server);
    assert.equal((await anyone.page.goto(film)).status(), 404);
    const found = await anyone.page.evaluate(async () => (await fetch('/search?q=timed')).text());
    assert.doesNotMatch(found, /How captions are timed/);
    await page.locator('.seat', { hasText: 'Film, for the people of the course only' }).getByRole('button', { name: /^Remove/ }).click();
    await page.locator('.notice--ok').waitFor();
    assert.equal((await ada.page.goto(film)).status(), 404, 'taken out and open still');
    for (const one of [kim, ada, anyone]) assert.deepEqual(one.faults, []);
  });

  test('what was attended is not called off, and the past is written down on purpose', { timeout: 120_000 }, async () => {
    const { page } = kim;
    await page.goto(room.workshop);
    await page.locator('summary', { hasText: 'Change or call off' }).click();
    await page.getByText('Somebody was there, so it took place').waitFor();
    assert.equal(await page.locator('form[action$="/cancel"]').count(), 0);
    await look(page, 'workshop-attended');
    await page.goto(`/staff/games/harbour2028/workshops/new?course=${room.course.split('/').at(-1)}`);
    const hour = (n) => new Date((Math.floor(Date.now() / 3_600_000) + n) * 3_600_000).toISOString().slice(0, 16);
    for (const [field, value] of Object.entries({ from: hour(-26), until: hour(-25), place: 'Albany House', trainer: 'Ines Wick' })) {
      await page.locator(`#${field}`).fill(value);
    }
    await send(page, 'form[action$="/workshops"]');
    await page.getByText('This is in the past').first().waitFor();
    await look(page, 'workshop-past');
    await page.getByLabel('It has taken place already').check();
    await send(page, 'form[action$="/workshops"]');
    await page.locator('.notice--ok', { hasText: 'One workshop is planned' }).waitFor();
    assert.deepEqual(kim.faults, []);
  });

  test('an athlete answers on the phone, learns why, and passes', { timeout: 180_000 }, async () => {
    const { page } = ada;
    await page.goto('/me/programme');
    await look(page, 'owed');
    await page.getByRole('link', { name: /^Take the check/ }).click();
    assert.doesNotMatch(await page.content(), /Most people watch/, 'the page gives the answer away');
    await look(page, 'answer');
    await page.getByLabel('For people who do not hear well').check();
    await page.getByLabel('As long as it is spoken').check();
    await send(page, 'form[action$="/check"]');
    await page.getByRole('heading', { name: 'Not yet' }).waitFor();
    await page.getByText('Most people watch without sound').waitFor();
    await look(page, 'failed');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByLabel('For people who do not hear well').check();
    await page.getByLabel('For everyone who watches without sound').check();
    await page.getByLabel('As long as it is spoken').check();
    await send(page, 'form[action$="/check"]');
    await page.getByRole('heading', { name: 'Passed' }).waitFor();
    await look(page, 'passed');
    await page.goto('/me/programme');
    await page.getByRole('heading', { name: 'My skills' }).waitFor();
    await look(page, 'skills');
    assert.deepEqual(ada.faults, []);
  });

  test('the skill is there in writing, for the athlete and for who runs the workshops', { timeout: 120_000 }, async () => {
    const { page } = ada;
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Certificate/ }).click()]);
    assert.match(download.suggestedFilename(), /^certificate-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\.pdf$/);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    if (process.env.GRANDSTAND_SCREENSHOTS) {
      mkdirSync(process.env.GRANDSTAND_SCREENSHOTS, { recursive: true });
      writeFileSync(join(process.env.GRANDSTAND_SCREENSHOTS, 'certificate.pdf'), bytes);
    }
    paper = /certificate-(.*)\.pdf/.exec(download.suggestedFilename())[1];
    await kim.page.goto(`${room.course}/skills`);
    await look(kim.page, 'record');
    const theirs = await kim.page.locator('a[href^="/staff/certificates/"]').getAttribute('href');
    const kind = await kim.page.evaluate(async (path) => (await fetch(path)).headers.get('content-type'), theirs);
    assert.equal(kind, 'application/pdf');
  });

  test('anyone with the code sees that it is real, until it is taken back', { timeout: 120_000 }, async () => {
    const anyone = await person(browser, server);
    const { page } = anyone;
    await page.goto('/certificate');
    await page.locator('#code').fill('ABCD EFGH JKLM');
    await send(page, 'form[action="/certificate"]');
    await page.getByText('No certificate has this code').waitFor();
    await look(page, 'certificate-unknown');
    await page.locator('#code').fill(paper.toLowerCase());
    await send(page, 'form[action="/certificate"]');
    await page.getByRole('heading', { name: 'Łucja Đorđević' }).waitFor();
    await look(page, 'certificate-real');
    await send(kim.page, 'form[action$="/skills/revoke"]');
    await kim.page.locator('.notice--ok').waitFor();
    await page.reload();
    await page.getByText('Taken back').waitFor();
    assert.equal(await page.getByText('Łucja').count(), 0);
    await look(page, 'certificate-revoked');
    assert.deepEqual(anyone.faults, []);
  });
});
