import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(300_000);

const script = fileURLToPath(new URL('../../../scripts/faults/run.mjs', import.meta.url));
/** One seed that never changes, and one that nobody has seen. */
const seeds = [20_260, Math.floor(Math.random() * 2 ** 31)];

/** Runs cases of the fault suite. A run that fails prints its seed. */
function faults(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
}

describe('a server that is broken on purpose', () => {
  it.each(seeds)('has every acknowledged save after kill -9 (seed %i)', async (seed) => {
    // How fast it is ready again is for the long suite to judge, on a machine that does nothing else.
    const { code, text } = await faults(
      'kill',
      '--runs',
      '1',
      '--saves',
      '150',
      '--seed',
      `${seed}`,
      '--ready',
      '60000',
    );
    expect({ code, text }).toMatchObject({
      code: 0,
      text: expect.stringContaining('Every promise was kept.'),
    });
  });

  it('refuses on a full disk, goes on reading, and writes when there is room; or says what showing that needs', async () => {
    const { code, text } = await faults('disk-full', '--runs', '1', '--seed', `${seeds[1]}`);
    const [expectedCode, expected] = text.includes('cannot run')
      ? [1, /needs (root|Linux)/]
      : [0, /507 server\.storage_full/];
    expect({ code, text }).toEqual({ code: expectedCode, text: expect.stringMatching(expected) });
  });
});
