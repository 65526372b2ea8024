#!/usr/bin/env node
/** `npm start`: the default server. Builds first, but only when a source is newer than what was built from it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));

// A second project of a package lies in the folder of the first.
const folders = references.map(({ path }) => path).filter((path) => !path.endsWith('.json'));

if (folders.some((path) => isStale(join(root, path))))
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
process.argv.splice(2, 0, 'start');
await import('../apps/server/dist/bin.js');

function isStale(folder) {
  const source = join(folder, 'src');
  const built = timeOf(join(folder, '.tsbuildinfo'));
  const files = readdirSync(source, { recursive: true }).map((name) => join(source, name));
  return [join(folder, 'tsconfig.json'), ...files].some((file) => timeOf(file) > built);
}

/** When a file was changed last; 0 when there is none. */
function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
