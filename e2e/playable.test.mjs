// Every rendition made of the real files beside the checkout plays in Chromium. The media tests, which run before, leave
// them in GRANDSTAND_TEST_FILMS; without that folder, or without the files, there is nothing to play and the test says so.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from './lib/browser.mjs';

const folder = process.env.GRANDSTAND_TEST_FILMS;
const films = folder ? readdirSync(folder).sort() : [];

/** Plays a film up to a second of it; gives what a person would see go wrong. */
function play(source) {
  const video = document.querySelector('video');
  return new Promise((done) => {
    const late = setTimeout(() => done(`stands still at ${video.currentTime} s of ${video.duration} s`), 15_000);
    const end = (said) => {
      clearTimeout(late);
      video.ontimeupdate = video.onended = video.onerror = null;
      done(said);
    };
    video.onerror = () => end(`is refused: ${video.error.message}`);
    video.onended = () => end(video.videoWidth > 0 ? null : 'has no picture');
    video.ontimeupdate = () => {
      if (video.currentTime >= 1) end(video.videoWidth > 0 ? null : 'has no picture');
    };
    video.defaultPlaybackRate = 3;
    video.src = source;
    video.play().catch((error) => end(error.message));
  });
}

describe('films of real phones and cameras', { skip: films.length === 0 && 'no films were left to play' }, () => {
  let browser, server;

  before(async () => {
    browser = await openBrowser();
    server = createServer((asked, answer) => {
      if (asked.url === '/') return answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Films</title><video muted playsinline></video>');
      const film = decodeURIComponent(asked.url.slice(1));
      if (!films.includes(film)) return answer.writeHead(404).end();
      answer.setHeader('content-type', 'video/mp4');
      return createReadStream(join(folder, film)).pipe(answer);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  test(`all ${films.length} renditions play`, { timeout: 600_000 }, async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const wrong = [];
    for (const film of films) {
      const said = await page.evaluate(play, `/${encodeURIComponent(film)}`);
      if (said) wrong.push(`${film} ${said}`);
    }
    assert.deepEqual(wrong, []);
  });
});
