import { Metrics, PluginHost, type PrivacyHooks } from '@aethex/core';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, change, noise, player, refusal, rowsOf, type Saves } from './tools.js';

describe('a player’s data', () => {
  let server: TestServer;
  let hooks: PrivacyHooks;
  let ann: Saves;
  const who = { gameId: 'default', playerId: testPlayerId('ann') };
  const large = noise(4_000);
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })] });
    hooks = server
      .get(PluginHost)
      .privacy()
      .find(({ plugin }) => plugin === 'saves')!.hooks;
    ann = player(server, 'ann');
    await ann.put({ slot_name: 'a', data: { gold: 1 }, device: 'Deck' });
    await ann.put({ slot_name: 'a', data: large, base_revision: 1 });
    await refusal(ann.put({ slot_name: 'a', data: 'refused', base_revision: 1 }));
    await ann.upload({ slot_name: 'bin', content: 'AAEC' });
    await ann.put({ slot_name: 'gone', data: 1 });
    await ann.delete({ save_id: 'gone' });
    await player(server, 'bob').put({ slot_name: 'a', data: noise(4_000) });
    await player(server, 'ann', 'other').put({ slot_name: 'a', data: noise(4_000) });
  });
  afterAll(() => server.stop());

  it('is exported whole: every revision and every refused upload, as it was uploaded', async () => {
    const exported = JSON.parse(JSON.stringify(await hooks.export(who))) as Record<string, unknown>;
    expect(exported).toMatchObject({
      slots: [
        { slot_name: 'a', revision: 2 },
        { slot_name: 'bin', revision: 1 },
        { slot_name: 'gone', revision: null },
      ],
      revisions: [
        { slot_name: 'a', revision: 1, device: 'Deck', data: '{"gold":1}' },
        { slot_name: 'a', revision: 2, data: JSON.stringify(large) },
        { slot_name: 'bin', revision: 1, data: 'AAEC' },
      ],
      conflicts: [{ slot_name: 'a', parent_revision: 1, data: '"refused"' }],
      stored_bytes: expect.any(Number),
    });
    expect((await ann.list()).saves).toHaveLength(2);
  });

  it('is exported as far as it is whole', async () => {
    await change(
      server,
      "UPDATE saves_revisions SET checksum = 'x' WHERE player_id = $1 AND revision = 2 AND game_id = 'default'",
      [who.playerId],
    );
    const { revisions } = (await hooks.export(who)) as { revisions: { data: unknown }[] };
    expect(revisions.map(({ data }) => data === null)).toEqual([false, true, false]);
  });

  it('is erased with its blobs and nobody else’s, and twice is no error', async () => {
    expect(await blobFiles(server)).toHaveLength(3);
    await ann.get({ save_id: 'bin' });
    await hooks.erase(who);
    await hooks.erase(who);
    expect(await refusal(ann.get({ save_id: 'bin' }))).toMatchObject({ code: 'saves.not_found' });
    expect(await ann.list()).toEqual({ saves: [], next_cursor: null });
    expect(await ann.conflicts()).toEqual({ conflicts: [], next_cursor: null });
    expect(await blobFiles(server)).toHaveLength(2);
    expect((await player(server, 'bob').list()).saves).toHaveLength(1);
    expect((await player(server, 'ann', 'other').list()).saves).toHaveLength(1);
    for (const table of ['slots', 'revisions', 'conflicts', 'usage'])
      expect(
        await rowsOf(server, `SELECT 1 FROM saves_${table} WHERE player_id = $1 AND game_id = 'default'`, [
          who.playerId,
        ]),
      ).toEqual([]);
  });
});

describe('the metrics', () => {
  it('tell how often players save, how much, and how often two devices collide', async () => {
    const server = await startAethex({ plugins: [savesPlugin()] });
    const api = player(server, 'ann');
    await api.put({ slot_name: 'a', data: 1 });
    await api.put({ slot_name: 'a', data: 1 });
    const { data } = await refusal(api.put({ slot_name: 'a', data: 2 }));
    await refusal(api.put({ slot_name: 'a', data: 2 }));
    await api.resolve({ conflict_id: (data as { conflict_id: string }).conflict_id, keep: 'theirs' });
    const text = await server.get(Metrics).registry.metrics();
    const lines = text.split('\n').filter((line) => line.startsWith('aethex_saves_'));
    expect(lines).toEqual(
      expect.arrayContaining([
        'aethex_saves_puts_total{result="new"} 1',
        'aethex_saves_puts_total{result="repeated"} 1',
        'aethex_saves_put_bytes_sum 1',
        'aethex_saves_put_bytes_count 1',
        'aethex_saves_conflicts_total{event="found"} 1',
        'aethex_saves_conflicts_total{event="theirs"} 1',
      ]),
    );
    expect(text).not.toContain(testPlayerId('ann'));
    await server.stop();
  });
});
