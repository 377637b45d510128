// The pure parts: formats, rendition choice, captions, batching, BlurHash.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from './blurhash';
import { at, parse, type Cue } from './cues';
import { bytes, clock, compact, graphemes, relative, remaining } from './format';
import { blend, choose, type Rendition } from './renditions';
import { Batch, Stopwatch } from './watches';
import { refusal, tooLong } from '../upload/check';
import { ENGLISH, word } from './words';

test('numbers are shortened and never rounded up', () => {
  for (const [value, text] of [[0, '0'], [999, '999'], [1000, '1k'], [1204, '1.2k'], [12_412, '12.4k'], [99_999, '99.9k'], [100_000, '100k'], [999_999, '999k'], [1_000_000, '1m'], [3_250_000_000, '3.2bn']] as const) {
    assert.equal(compact(value), text);
  }
});

test('times are relative under a day and absolute after', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  assert.equal(relative(now - 20_000, now, 'en-GB'), 'now');
  assert.equal(relative(now - 5 * 60_000, now, 'en-GB'), '5 minutes ago');
  assert.equal(relative(now + 3 * 3_600_000, now, 'en-GB'), 'in 3 hours');
  assert.equal(relative(now - 86_400_000, now, 'en-GB'), undefined);
});

test('a countdown ends', () => {
  assert.deepEqual(remaining(93_784_000, 0), { days: 1, hours: 2, minutes: 3, seconds: 4 });
  assert.equal(remaining(5, 5), undefined);
});

test('lengths and sizes', () => {
  assert.equal(clock(65.9), '1:05');
  assert.equal(clock(3729), '1:02:09');
  assert.equal(clock(Number.NaN), '0:00');
  assert.equal(bytes(999), '999 bytes');
  assert.equal(bytes(2_147_483_648), '2.1 GB');
  assert.equal(graphemes('Go 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿!'), 7);
});

const ladder: Rendition[] = [1080, 360, 720, 480].map((short) => ({ short, url: `/${short}.mp4`, bit_rate: short * short * 4, codecs: '' }));

test('the rendition fits the screen, the connection and the wish to save data', () => {
  const pick = (cssShort: number, pixelRatio: number, saveData = false, throughput?: number): number | undefined =>
    choose(ladder, { cssShort, pixelRatio, saveData, throughput })?.short;
  assert.equal(pick(390, 3), 720, 'three pixels per CSS pixel count as two');
  assert.equal(pick(390, 1), 360, 'a tenth too few is not seen');
  assert.equal(pick(480, 1), 480);
  assert.equal(pick(900, 2), 1080, 'the largest when none is large enough');
  assert.equal(pick(390, 3, true), 480, 'save-data stops at 480');
  assert.equal(pick(390, 3, false, 1_000_000), 360, 'a slow connection');
  assert.equal(pick(390, 3, false, 1000), 360, 'something plays even on the slowest');
  assert.equal(choose([], { cssShort: 1, pixelRatio: 1, saveData: false }), undefined);
});

test('throughput falls at once and rises slowly', () => {
  assert.equal(blend(undefined, 8), 8);
  assert.equal(blend(10, 2), 2);
  assert.equal(Math.round(blend(10, 20)), 13);
});

test('captions are read as the server reads them', () => {
  const cues = parse('WEBVTT - made by hand\n\nNOTE nobody\nsees --> this\n\n1\n00:01.000 --> 00:02.500 line:0\n<v Ana>Hello <b>there</b> &amp; you\n\n00:00:03.000 --> 00:00:04.000\nlater\n') as readonly Cue[];
  assert.deepEqual(cues[0], { start: 1000, end: 2500, text: 'Hello there & you' });
  assert.deepEqual(at(cues, 999), []);
  assert.equal(at(cues, 1000)[0]?.text, 'Hello there & you');
  assert.deepEqual(at(cues, 2500), [], 'a caption goes at its end');
  assert.equal(at(cues, 3500)[0]?.text, 'later');
  assert.deepEqual(parse('1\n00:01.000 --> 00:02.000\nx'), { key: 'captions-not-vtt', line: 1 });
  assert.deepEqual(parse('WEBVTT\n\n00:02.000 --> 00:01.000\nx'), { key: 'captions-time', line: 3 });
  assert.deepEqual(parse('WEBVTT\n\n'), { key: 'captions-empty', line: 3 });
});

test('views gather until there are enough, and none is lost when sending fails', () => {
  const batch = new Batch(2);
  const view = { post: 'a', ms: 1234.4, done: false, from: 'discover' };
  assert.equal(batch.add({ ...view, ms: 0 }), false);
  assert.equal(batch.add(view), false);
  assert.equal(batch.add({ ...view, post: 'b', ms: 9_999_999 }), true);
  const taken = batch.take();
  assert.deepEqual(taken.map((v) => v.ms), [1234, 3_600_000]);
  assert.deepEqual(batch.take(), []);
  batch.back(taken);
  assert.equal(batch.take().length, 2);
});

test('only playing time counts', () => {
  const watch = new Stopwatch();
  watch.start(100);
  watch.start(150);
  watch.stop(300);
  watch.start(1000);
  assert.equal(watch.finish(1050), 250);
  assert.equal(watch.finish(2000), 0);
});

test('a BlurHash becomes pixels, anything else nothing', () => {
  const pixels = decode('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 4, 4);
  assert.ok(pixels);
  // The average colour of the reference picture of blurha.sh is a warm grey.
  const red = pixels.filter((_, i) => i % 4 === 0).reduce((a, b) => a + b, 0) / 16;
  assert.ok(red > 100 && red < 180, String(red));
  assert.equal(decode('short', 4, 4), undefined);
  assert.equal(decode('', 4, 4), undefined);
});

test('sentences fill their gaps', () => {
  assert.equal(word('position', { at: 7, all: 24 }), '7 of 24');
  for (const text of Object.values(ENGLISH)) assert.ok(text.trim().length > 0);
});

test('a file is looked at before it is sent', () => {
  assert.equal(refusal({ type: 'video/mp4', size: 5, name: 'a.mp4' }, 10), undefined);
  assert.equal(refusal({ type: '', size: 5, name: 'a.mkv' }, 10), undefined, 'an unknown kind is left to the server');
  assert.match(refusal({ type: 'image/png', size: 5, name: 'a.png' }, 10) ?? '', /film/);
  assert.match(refusal({ type: 'video/mp4', size: 0, name: 'a.mp4' }, 10) ?? '', /film/);
  assert.match(refusal({ type: 'video/mp4', size: 2e9, name: 'a.mp4' }, 1e9) ?? '', /2\.0 GB.*1\.0 GB/);
  assert.equal(tooLong(600.4, 600), undefined);
  assert.match(tooLong(721, 600) ?? '', /12:01.*10:00/);
  assert.equal(tooLong(Number.POSITIVE_INFINITY, 600), undefined);
});
