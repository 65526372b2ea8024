import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const here = dirname(fileURLToPath(import.meta.url));
const compiler = join(here, '../../../node_modules/@typescript/native/bin/tsc');

describe('the types', () => {
  it('promise what types/*.types.ts says, and the tests compile', async () => {
    const run = promisify(execFile)(process.execPath, [compiler, '-p', here, '--pretty', 'false']);
    const output = await run.then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(output).toBe('');
  }, 60_000);
});
