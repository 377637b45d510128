// Every pair of colours that the style sheets lay on one another, in both themes, against WCAG 2.2: 4.5:1 for text
// (1.4.3), 3:1 for large text and for what marks a control or the focus (1.4.11, 2.4.13).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast, parseHex } from './contrast';

const css = readFileSync('src/styles/tokens.css', 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1]?.trim();
  assert.ok(value, `--${name} is a token`);
  const both = /^light-dark\((#\w+),\s*(#\w+)\)$/.exec(value);
  if (both) return (theme === 'light' ? both[1] : both[2]) as string;
  return value;
}

const grounds = ['ground', 'raised', 'sunken'];
const text = ['ink', 'soft', 'danger', 'ok', 'warn', 'info', 'team-text'].flatMap((ink) => grounds.map((ground) => [ink, ground] as const));
const pairs: (readonly [string, string, number])[] = [
  ...text.map(([ink, ground]) => [ink, ground, 4.5] as const),
  ['on-team', 'team', 4.5],
  ['on-signal', 'danger', 4.5],
  ['on-signal', 'warn', 4.5],
  ['ground', 'ink', 4.5],
  ['edge', 'ground', 3],
  ['edge', 'raised', 3],
  ['focus', 'ground', 3],
  ['focus', 'raised', 3],
  ['focus', 'focus-gap', 3],
];

for (const theme of ['light', 'dark'] as const) {
  for (const [ink, ground, least] of pairs) {
    test(`${theme}: --${ink} on --${ground} is at least ${least}:1`, () => {
      const ratio = contrast(parseHex(token(ink, theme)), parseHex(token(ground, theme)));
      assert.ok(ratio >= least, `${token(ink, theme)} on ${token(ground, theme)} is ${ratio.toFixed(2)}:1`);
    });
  }
}

test('the colours of the brief stand exactly', () => {
  const said = {
    light: { ground: '#ffffff', raised: '#f3f5fb', line: '#d7deee', ink: '#0a0f1e', soft: '#46506b' },
    dark: { ground: '#0a0f1e', raised: '#131a2e', line: '#263150', ink: '#f4f6ff', soft: '#b8c1dc' },
  };
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, value] of Object.entries(said[theme])) assert.equal(token(name, theme), value);
  }
});

test('white on the caption plate is readable over any picture', () => {
  // The plate covers 88 %: over a white picture it is at its lightest.
  const plate = /--plate:\s*rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)/.exec(css);
  assert.ok(plate);
  const cover = Number(plate[4]) / 100;
  const over = [1, 2, 3].map((i) => Math.round(Number(plate[i]) * cover + 255 * (1 - cover))) as [number, number, number];
  assert.ok(contrast([255, 255, 255], over) >= 4.5);
});
