import { adapter, Cache } from '@aethex/core';
import { startAethex } from '@aethex/testing';
import { describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { change, player, refusal, rest } from './tools.js';

class AwayCache extends Cache {
  get = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
  set = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
  add = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
  delete = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
}

describe('a cache that is away (S16)', () => {
  it('is missed by nobody', async () => {
    const away = adapter<Cache>({
      port: Cache,
      name: 'away',
      reach: 'process',
      create: () => new AwayCache(),
    });
    const server = await startAethex({ plugins: [savesPlugin()], adapters: [away] });
    const api = player(server, 'ann');
    await api.put({ slot_name: 'a', data: 1 });
    await api.put({ slot_name: 'a', data: 2, base_revision: 1 });
    expect((await api.get({ save_id: 'a' })).data).toBe(2);
    const { data } = await refusal(api.put({ slot_name: 'a', data: 3, base_revision: 1 }));
    await api.resolve({ conflict_id: (data as { conflict_id: string }).conflict_id, keep: 'both' });
    await api.restore({ save_id: 'a', revision: 1 });
    await api.delete({ save_id: 'a-2' });
    expect((await api.list()).saves).toHaveLength(1);
    const keyed = () =>
      rest(server, 'ann', 'POST /saves/me', {
        headers: { 'idempotency-key': 'away' },
        body: JSON.stringify({ slot_name: 'b', data: 1 }),
      });
    const answers = await Promise.all([keyed(), keyed(), keyed()]);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect((await keyed()).status).toBe(201);
    expect((await api.history({ save_id: 'b' })).revisions).toHaveLength(1);
    await server.stop();
  });
});

describe('the cache', () => {
  it('never hides a write, whoever reads right after it (S1)', async () => {
    const server = await startAethex({ plugins: [savesPlugin()] });
    const [writer, reader] = [player(server, 'ann'), player(server, 'ann')];
    for (let base = 0; base < 20; base += 1) {
      const { revision, save_id } = await writer.put({ slot_name: 'a', data: base, base_revision: base });
      expect((await reader.get({ save_id: 'a' })).data).toBe(base);
      expect((await reader.get({ save_id })).revision).toBe(revision);
      if (base % 5 === 0) server.clock?.advance(60_000);
    }
    await writer.delete({ save_id: 'a' });
    expect(await refusal(reader.get({ save_id: 'a' }))).toMatchObject({ code: 'saves.not_found' });
    await server.stop();
  });

  it('is left behind when it is behind: another process may have written', async () => {
    const server = await startAethex({ plugins: [savesPlugin()] });
    const api = player(server, 'ann');
    const { save_id } = await api.put({ slot_name: 'a', data: 1 });
    server.clock?.advance(60_000);
    await api.get({ save_id: 'a' });
    await change(server, 'UPDATE saves_slots SET head_revision = NULL WHERE id = $1', [save_id]);
    await change(server, 'DELETE FROM saves_revisions WHERE slot_id = $1', [save_id]);
    expect(await refusal(api.get({ save_id: 'a' }))).toMatchObject({ code: 'saves.not_found' });
    await server.stop();
  });
});
