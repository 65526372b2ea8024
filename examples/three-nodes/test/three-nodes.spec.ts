import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';

// A dozen processes start, on a machine that may have other things to do.
jest.setTimeout(300_000);

const example = join(import.meta.dirname, '..');

interface Ran {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a script of the example; `until` is told what it prints and may end it. */
async function run(
  script: string,
  args: readonly string[] = [],
  until?: (text: string, end: () => void) => void,
): Promise<Ran> {
  const child = spawn(process.execPath, [join(example, 'src', script), ...args], { stdio: 'pipe' });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      until?.(text, () => child.kill('SIGINT'));
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

describe('three nodes', () => {
  it('say where everything is, serve through the balancer, and end all on Ctrl-C', async () => {
    let answer: Promise<number> | undefined;
    const { code, text } = await run('start.mjs', [], (said, end) => {
      const url = /players\s+(\S+)/.exec(said)?.[1];
      if (url === undefined || !said.includes('Ctrl-C') || answer) return;
      answer = fetch(`${url}/auth/guest`, { method: 'POST' })
        .then(({ status }) => status)
        .finally(end);
    });
    expect({ code, text, status: await answer }).toMatchObject({ code: 0, status: 201 });
    const pids = [...text.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(3);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('lose nothing and double nothing when one of them is killed under load', async () => {
    const { code, text } = await run('kill.mjs', ['1']);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/lost +0\n +doubled +0\n/) });
    expect(Number(/acknowledged +(\d+)/.exec(text)?.[1])).toBeGreaterThan(20);
  });

  it('fail no request when one of them is restarted under load', async () => {
    const { code, text } = await run('rolling.mjs', ['1']);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/failed +0\n/) });
  });
});
