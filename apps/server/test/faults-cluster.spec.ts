import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';

// A cluster starts, and nodes of it again and again, on a machine that may have other things to do.
jest.setTimeout(400_000);

const script = fileURLToPath(new URL('../../../scripts/faults/run.mjs', import.meta.url));
/** One that nobody has seen; a run that fails prints it. */
const seed = Math.floor(Math.random() * 2 ** 31);
const cases = {
  'kill-node': 'loses and doubles nothing when a node is killed',
  'restart-postgres': 'answers 503 and nothing else while Postgres restarts, and is back in time',
  'lose-redis': 'signs in, saves and does every job while Redis is gone and comes back empty',
  drain: 'answers what is under way at SIGTERM and sends sockets elsewhere',
  'same-base': 'lets one of several devices win and keeps what the others sent',
  'same-key': 'has one effect of many repeats, with a node killed in their middle',
  quota: 'never passes a quota by a byte',
};

describe(`a cluster that is broken on purpose (seed ${seed})`, () => {
  let code: number | null;
  let parts: Map<string, string>;

  beforeAll(async () => {
    const args = ['--times', '2', '--seconds', '2', '--runs', '1', '--seed', `${seed}`];
    const child = spawn(process.execPath, [script, ...Object.keys(cases), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    code = await new Promise((resolve) => child.once('close', resolve));
    // Each case begins with its name in the first column.
    parts = new Map(text.split(/^(?=\S+, run )/m).map((part) => [part.split(',')[0] ?? '', part]));
  });

  it.each(Object.entries(cases))('%s: %s', (name) => {
    expect(parts.get(name)).toContain('"violations":[]');
  });

  it('has kept every promise', () => {
    expect({ code, text: [...parts.values()].join('') }).toMatchObject({
      code: 0,
      text: expect.stringContaining('Every promise was kept.'),
    });
  });
});
