import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');

it('npm start finds out whether everything is built, and starts the server', async () => {
  const script = join(root, 'scripts/start.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--help'], { cwd: root });
  expect(stdout).toContain('Start the server');
}, 120_000);
