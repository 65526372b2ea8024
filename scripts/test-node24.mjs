#!/usr/bin/env node
/** Runs the quick part of the tests on Node 24, whatever runs this script: `npm run test:node24`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const projects = ['protocol', 'core', 'local', 'saves'];
const paths = ['packages/(protocol|core|adapters/local)/', 'packages/plugins/saves/(src|test/wires)'];

const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'aethex-node24-'));
try {
  const node = install();
  console.log(`Testing on Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}.`);
  const { status } = spawnSync(
    node,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--silent',
      '--selectProjects',
      ...projects,
      '--testPathPatterns',
      ...paths,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** The npm registry carries Node's binaries as packages. */
function install() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', dir, `${name}@24`];
  execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  const found = ['bin/node', 'bin/node.exe']
    .map((path) => join(dir, 'node_modules', name, path))
    .find(existsSync);
  if (!found) throw new Error(`The package ${name} carries no Node.`);
  return found;
}
