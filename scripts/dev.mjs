#!/usr/bin/env node
/** Builds on every change and restarts the server: `npm run dev`. */
import { spawn } from 'node:child_process';

const children = [
  // A process group of its own: the compiler's wrapper leaves its watcher behind when only the wrapper is ended.
  spawn('npx', ['tsc', '-b', '-w', '--preserveWatchOutput'], { stdio: 'inherit', detached: true }),
  spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', 'apps/server/dist/bin.js', 'start', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      detached: true,
    },
  ),
];

function stop() {
  for (const child of children) {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  }
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
