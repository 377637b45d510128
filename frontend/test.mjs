// Runs the unit tests: bundles every src/**/*.test.ts with esbuild (Node 20 does not read TypeScript) into a cache
// inside node_modules, then hands them to Node's own test runner.
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, 'node_modules', '.cache', 'grandstand-tests');
await rm(out, { recursive: true, force: true });
const tests = (await readdir(join(root, 'src'), { recursive: true })).filter((f) => f.endsWith('.test.ts'));
await esbuild.build({
  absWorkingDir: root,
  entryPoints: tests.map((f) => join('src', f)),
  outdir: out,
  outbase: 'src',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = tests.map((f) => join(out, f.replace(/\.ts$/, '.mjs')));
spawn(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit', cwd: root }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
