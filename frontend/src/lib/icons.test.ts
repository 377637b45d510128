/** Every icon that a page or an island asks for is in the sprite: a missing one would be an empty square. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const known = new Set([...readFileSync('icons.mjs', 'utf8').matchAll(/'([a-z0-9-]+)'/g)].map((m) => m[1]));

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => ending.test(f)).map((f) => join(folder, f));
}

test('templates, handlers and islands ask only for icons of the sprite', () => {
  const asked = new Map<string, string>();
  const patterns = [/page\.icon\("([^"]+)"\)/g, /icon\(page, "([^"]+)"\)/g, /icons\.svg"\) }}#([a-z0-9-]+)"/g, /\bicon\('([^']+)'/g, /iconButton\('([^']+)'/g, /turnIcon\([^,]+, '([^']+)'/g];
  for (const file of [...files('../crates/web/templates', /\.html$/), ...files('src', /(?<!test)\.ts$/)]) {
    const text = readFileSync(file, 'utf8');
    for (const pattern of patterns) for (const match of text.matchAll(pattern)) asked.set(match[1] as string, file);
  }
  // Handlers name the icon of a line by what it is about: every plain word of their `fn icon` is one.
  for (const file of files('../crates/web/src', /\.rs$/)) {
    const text = readFileSync(file, 'utf8');
    for (const body of text.matchAll(/fn (?:\w+_)?icon\([^)]*\) -> &'static str \{([\s\S]*?)\n\}/g)) {
      for (const match of (body[1] as string).matchAll(/=> "([a-z0-9-]+)"/g)) asked.set(match[1] as string, file);
    }
    for (const match of text.matchAll(/icon: "([a-z0-9-]+)"/g)) asked.set(match[1] as string, file);
  }
  assert.ok(asked.size > 20);
  assert.deepEqual([...asked].filter(([name]) => !known.has(name)), []);
});
