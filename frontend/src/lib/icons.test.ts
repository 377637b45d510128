/** Every icon that a page or an island asks for is in the sprite: a missing one would be an empty square. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const known = new Set([...readFileSync('icons.mjs', 'utf8').matchAll(/'([a-z0-9-]+)'/g)].map((m) => m[1]));

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => ending.test(f)).map((f) => join(folder, f));
}

test('templates and islands ask only for icons of the sprite', () => {
  const asked = new Map<string, string>();
  const patterns = [/page\.icon\("([^"]+)"\)/g, /icon\(page, "([^"]+)"\)/g, /icons\.svg"\) }}#([a-z0-9-]+)"/g, /\bicon\('([^']+)'/g, /iconButton\('([^']+)'/g, /turnIcon\([^,]+, '([^']+)'/g];
  for (const file of [...files('../crates/web/templates', /\.html$/), ...files('src', /(?<!test)\.ts$/)]) {
    const text = readFileSync(file, 'utf8');
    for (const pattern of patterns) for (const match of text.matchAll(pattern)) asked.set(match[1] as string, file);
  }
  assert.ok(asked.size > 20);
  assert.deepEqual([...asked].filter(([name]) => !known.has(name)), []);
});
