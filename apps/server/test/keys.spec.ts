import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Device } from './device.js';
import { aethex, start } from './kit.js';
import { runSql } from './run-sql.js';

/** More than a rotation closes anew in one write, so that it can be interrupted between two. */
const rows = 700;
const roomy = ['auth.registrationsPerAddress=100', 'limits.callsPerMinute=0', `saves.history=${rows}`];
const args = roomy.flatMap((setting) => ['--set', setting]);

/** Makes many rows quickly: batches of twenty slots. */
async function fill(device: Device): Promise<void> {
  for (let batch = 0; batch < rows / 20; batch += 1) {
    const saves = Array.from({ length: 20 }, (_, index) => ({
      slot_name: `s${batch * 20 + index}`,
      data: { batch, index },
    }));
    const { status, body } = await device.call('POST', '/saves/me/batch', { saves });
    if (status >= 300) throw new Error(JSON.stringify(body));
  }
}

const sealing = (stdout: string): string[] => stdout.split('\n').filter((line) => line.includes('sealing'));
const keyIds = (dir: string) =>
  runSql(join(dir, 'aethex.db'), 'SELECT key_id, COUNT(*) AS n FROM saves_revisions GROUP BY key_id');

describe('aethex keys', () => {
  it('closes every save anew while players save, and goes on where it was killed', async () => {
    const { dir, url, end } = await start({ args });
    const ann = await new Device(url).register('ann');
    await fill(ann);
    const [first = ''] = sealing((await aethex(['keys', 'list', '--data', dir])).stdout);
    // The seal that marks the ring is one of them.
    expect(first).toMatch(new RegExp(`current +closes ${rows + 1} rows`));
    const oldKey = first.split(' ')[0] ?? '';

    const writer = saveUntilStopped(await new Device(url).register('bob'));
    const killed = await aethex(['keys', 'rotate', '--only', 'sealing', '--data', dir], {
      with: (kill) => void untilTwoKeys(dir).then(kill),
    });
    expect(killed.code).toBeNull();
    const retire = await aethex(['keys', 'retire', oldKey, '--data', dir]);
    expect(retire).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/still closes \d+ rows.*keys rewrap/s),
    });
    const rewrap = await aethex(['keys', 'rewrap', '--data', dir]);
    expect(rewrap).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ \d+ rows closed anew/) });
    const rotated = await aethex(['keys', 'rotate', '--data', dir]);
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ new signing key') });

    // A key is destroyed only when no server can be closing with it any more, so that a writer loses nothing.
    expect(await aethex(['keys', 'retire', oldKey, '--data', dir])).toMatchObject({ code: 0 });
    const acknowledged = await writer.stop();
    for (const slot of ['s0', 's333', `s${rows - 1}`])
      expect(await ann.call('GET', `/saves/me/${slot}`)).toMatchObject({ status: 200 });
    await end();
    expect(keyIds(dir)).toHaveLength(1);

    const again = await start({ dir, args });
    const bob = await new Device(again.url).login('bob');
    expect(await bob.call('GET', '/saves/me/main')).toMatchObject({ body: { revision: acknowledged } });
    const middle = Math.ceil(acknowledged / 2);
    expect(await bob.call('GET', `/saves/me/main?revision=${middle}`)).toMatchObject({
      body: { data: { level: middle } },
    });
  });

  it('keeps sessions going when the signing key is another', async () => {
    const { dir, url } = await start();
    const ann = await new Device(url).register('ann');
    await aethex(['keys', 'rotate', '--only', 'signing', '--data', dir]);
    expect(await ann.call('GET', '/auth/profile')).toMatchObject({ status: 200 });
    const list = (await aethex(['keys', 'list', '--data', dir])).stdout;
    expect(list.match(/signing/g)).toHaveLength(2);
    expect(list.match(/current/g)).toHaveLength(2);
  });

  it('refuses to destroy the current key, and a key there is not', async () => {
    const { dir, end } = await start();
    await end();
    const list = (await aethex(['keys', 'list', '--data', dir])).stdout;
    const current = sealing(list)[0]?.split(' ')[0] ?? '';
    const inUse = await aethex(['keys', 'retire', current, '--data', dir]);
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining('is the current one') });
    const none = await aethex(['keys', 'retire', 'nokey', '--data', dir]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no key "nokey".') });
  });
});

/** Saves on and on; `stop` says how many were acknowledged. */
function saveUntilStopped(device: Device): { stop(): Promise<number> } {
  const stopping = new AbortController();
  const done = (async () => {
    let revision = 0;
    while (!stopping.signal.aborted && revision < 110) {
      const save = { slot_name: 'main', base_revision: revision, data: { level: revision + 1 } };
      const { status } = await device.call('POST', '/saves/me', save);
      if (status < 300) revision += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return revision;
  })();
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

/** The moment the new key lies in the folder: from here on rows are closed anew. */
async function untilTwoKeys(dir: string): Promise<void> {
  while (readdirSync(join(dir, 'keys')).filter((name) => name.endsWith('.json')).length < 3)
    await new Promise((resolve) => setTimeout(resolve, 1));
}
