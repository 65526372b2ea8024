import { saves } from '@aethex/protocol';
import { startAethex, testPlayerId, wires, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { refusal, rest, sha256, type Saves } from './tools.js';

describe('saves', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin()] });
  });
  afterAll(() => server.stop());

  describe.each(wires)('over %s', (wire) => {
    const api = (name: string): Saves => server.as(`${name} ${wire}`)[wire](saves);

    it('stores a save and gives it back with what is known of it', async () => {
      const labels = {
        version: '1.2.3',
        engine_version: '4.3.0',
        device: 'Deck',
        client_timestamp: '2031-05-05T10:00:00+02:00',
        metadata: { chapter: 3, title: 'Höhle' },
      };
      const put = await api('ann').put({ slot_name: 'main', data: { level: 5 }, ...labels });
      const summary = {
        save_id: put.save_id,
        user_id: testPlayerId(`ann ${wire}`),
        game_id: 'default',
        slot_name: 'main',
        revision: 1,
        parent_revision: null,
        timestamp: '2026-01-01T00:00:00.000Z',
        size_bytes: 11,
        stored_bytes: 28 + 11 + Buffer.byteLength(JSON.stringify(labels)),
        checksum: sha256('{"level":5}'),
        compressed: false,
        encoding: 'json',
        content_type: 'application/json',
        ...labels,
      };
      expect(put).toEqual({ ...summary, created: true });
      expect(await api('ann').get({ save_id: 'main' })).toEqual({ ...summary, data: { level: 5 } });
      expect(await api('ann').get({ save_id: put.save_id })).toEqual({ ...summary, data: { level: 5 } });
      expect(await api('ann').list()).toEqual({ saves: [summary], next_cursor: null });
    });

    it('answers a write from an old revision with both versions, and resolves it (S3)', async () => {
      const ann = api('bob');
      await ann.put({ slot_name: 'main', data: 'one', device: 'Phone' });
      await ann.put({ slot_name: 'main', data: 'two', device: 'Phone', base_revision: 1 });
      const refused = await refusal(
        ann.put({ slot_name: 'main', data: 'mine', device: 'Deck', base_revision: 1 }),
      );
      expect(refused).toMatchObject({
        code: 'saves.conflict',
        retry: false,
        data: {
          conflict_id: expect.any(String),
          current: { revision: 2, device: 'Phone', checksum: sha256('"two"') },
          yours: { revision: 0, parent_revision: 1, device: 'Deck', checksum: sha256('"mine"') },
        },
      });
      expect((await ann.conflicts()).conflicts).toEqual([refused.data]);
      const { conflict_id } = refused.data as { conflict_id: string };
      const { save, copy } = await ann.resolve({ conflict_id, keep: 'mine' });
      expect(save).toMatchObject({ revision: 3, device: 'Deck', parent_revision: 1 });
      expect(copy).toBeNull();
      expect((await ann.get({ save_id: 'main' })).data).toBe('mine');
      expect(await ann.conflicts()).toEqual({ conflicts: [], next_cursor: null });
    });

    it('lists, restores and deletes what a save has been (S7)', async () => {
      const ann = api('cid');
      for (const base of [0, 1, 2]) await ann.put({ slot_name: 'main', data: base, base_revision: base });
      expect(await ann.restore({ save_id: 'main', revision: 1 })).toMatchObject({
        revision: 4,
        parent_revision: 1,
      });
      const { revisions } = await ann.history({ save_id: 'main' });
      expect(revisions.map(({ revision, current }) => [revision, current])).toEqual([
        [4, true],
        [3, false],
        [2, false],
        [1, false],
      ]);
      expect((await ann.get({ save_id: 'main', revision: 2 })).data).toBe(1);
      expect((await ann.get({ save_id: 'main' })).data).toBe(0);
      expect(await ann.delete({ save_id: 'main', revision: 2 })).toBeNull();
      expect(await ann.delete({ save_id: 'main' })).toBeNull();
      expect(await refusal(ann.get({ save_id: 'main' }))).toMatchObject({ code: 'saves.not_found' });
    });

    it('stores several slots together (S17)', async () => {
      const { saves: stored } = await api('dan').putMany({
        saves: [
          { slot_name: 'world', data: { seed: 7 } },
          { slot_name: 'hero', data: 'AAEC', encoding: 'base64', content_type: 'application/x-hero' },
        ],
      });
      expect(stored).toMatchObject([
        { slot_name: 'world', revision: 1, created: true },
        { slot_name: 'hero', size_bytes: 3, content_type: 'application/x-hero', created: true },
      ]);
      expect(await api('dan').get({ save_id: 'hero' })).toMatchObject({ data: 'AAEC', encoding: 'base64' });
    });

    it('refuses with the same words what it does not take', async () => {
      const ann = api('eve');
      const slot = await refusal(ann.put({ slot_name: 'a/b', data: 1 }));
      expect(slot).toMatchObject({ code: 'saves.slot_invalid', data: { field: 'slot_name' } });
      const checksum = await refusal(ann.put({ slot_name: 'a', data: 1, checksum: sha256('2') }));
      expect(checksum).toMatchObject({
        code: 'saves.checksum',
        data: { expected: sha256('2'), actual: sha256('1') },
      });
      const encoding = await refusal(ann.put({ slot_name: 'a', data: 5, encoding: 'base64' }));
      expect(encoding).toMatchObject({ code: 'saves.encoding_invalid', data: { field: 'data' } });
      const twice = await refusal(
        ann.putMany({
          saves: [
            { slot_name: 'a', data: 1 },
            { slot_name: 'a', data: 2 },
          ],
        }),
      );
      expect(twice).toMatchObject({ code: 'saves.slot_twice', data: { slot_name: 'a' } });
      const dictated = await refusal(ann.resolve({ conflict_id: 'x', keep: 'mine', slot_name: 'a' }));
      expect(dictated).toMatchObject({ code: 'request.invalid', data: { field: 'slot_name' } });
      const gone = await refusal(ann.resolve({ conflict_id: 'x', keep: 'mine' }));
      expect(gone).toMatchObject({ code: 'saves.conflict_not_found' });
      expect(await refusal(ann.list({ cursor: 'x' }))).toMatchObject({ code: 'request.invalid' });
      expect((await ann.list()).saves).toEqual([]);
    });
  });

  describe.each(['direct', 'rpc', 'socket'] as const)('over %s', (wire) => {
    it('takes and gives bytes as base64', async () => {
      const api = server.as(`bytes ${wire}`)[wire](saves);
      const put = await api.upload({ slot_name: 'bin', content: 'AAEC/w==', metadata: 'level 5' });
      expect(put).toMatchObject({ size_bytes: 4, encoding: 'base64', metadata: 'level 5', created: true });
      expect(put.content_type).toBe('application/octet-stream');
      expect(await api.download({ save_id: 'bin' })).toMatchObject({ content: 'AAEC/w==' });
      expect(await api.get({ save_id: 'bin' })).toMatchObject({ data: 'AAEC/w==' });
    });
  });

  describe('over REST', () => {
    it('says 201 for a new save and 200 for a new revision, with the revision as entity tag', async () => {
      const body = JSON.stringify({ slot_name: 'tag', data: 1 });
      const created = await rest(server, 'tag', 'POST /saves/me', { body });
      expect([created.status, created.headers.get('etag')]).toEqual([201, '"1"']);
      const headers = { 'if-match': '"1"' };
      const changed = await rest(server, 'tag', 'POST /saves/me', {
        headers,
        body: JSON.stringify({ slot_name: 'tag', data: 2 }),
      });
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
      const late = await rest(server, 'tag', 'POST /saves/me', {
        headers,
        body: JSON.stringify({ slot_name: 'tag', data: 3 }),
      });
      expect(late.status).toBe(409);
      const read = await rest(server, 'tag', 'GET /saves/me/tag');
      expect([read.status, read.headers.get('etag')]).toEqual([200, '"2"']);
      expect((await rest(server, 'tag', 'DELETE /saves/me/tag', { headers })).status).toBe(409);
      expect((await rest(server, 'tag', 'DELETE /saves/me/tag')).status).toBe(204);
    });

    it('takes and gives raw bytes, whole', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
      const put = await rest(server, 'raw', 'PUT /saves/me/bin/content?device=Deck', {
        headers: { 'content-type': 'application/octet-stream', 'x-checksum-sha256': sha256(bytes) },
        body: bytes,
      });
      expect(put.status).toBe(201);
      expect(put.body).toMatchObject({ size_bytes: 70_000, checksum: sha256(bytes), device: 'Deck' });
      const got = await rest(server, 'raw', 'GET /saves/me/bin/content');
      expect(got.status).toBe(200);
      expect(got.bytes.equals(bytes)).toBe(true);
      expect(got.headers.get('content-type')).toBe('application/octet-stream');
      expect(got.headers.get('x-checksum-sha256')).toBe(sha256(bytes));
      expect(got.headers.get('etag')).toBe('"1"');
    });

    it('refuses raw bytes that broke on the way (S6)', async () => {
      const put = await rest(server, 'raw', 'PUT /saves/me/broken/content', {
        headers: { 'content-type': 'application/octet-stream', 'x-checksum-sha256': sha256('whole') },
        body: Buffer.from('broke'),
      });
      expect(put.status).toBe(422);
      expect(put.body['error']).toMatchObject({ code: 'saves.checksum' });
    });

    it('creates only what is not there when asked to (S2)', async () => {
      const headers = { 'content-type': 'application/octet-stream', 'if-none-match': '*' };
      const create = () =>
        rest(server, 'raw', 'PUT /saves/me/once/content', {
          headers,
          body: Buffer.from(String(Math.random())),
        });
      expect((await create()).status).toBe(201);
      expect((await create()).status).toBe(409);
    });

    it('finds a history by slot as well', async () => {
      await rest(server, 'his', 'POST /saves/me', { body: JSON.stringify({ slot_name: 'h', data: 1 }) });
      const [byPath, bySlot] = [
        await rest(server, 'his', 'GET /saves/me/h/history'),
        await rest(server, 'his', 'GET /saves/me/history?slot=h'),
      ];
      expect(bySlot.status).toBe(200);
      expect(bySlot.body).toEqual(byPath.body);
      expect((await rest(server, 'his', 'GET /saves/me/history')).body['error']).toMatchObject({
        code: 'request.invalid',
        data: { field: 'slot' },
      });
      expect((await rest(server, 'his', 'GET /saves/me/h/history?slot=other')).status).toBe(400);
    });
  });

  it('tells the player’s other devices what is current now', async () => {
    const phone = await server.as('pair').open();
    const put = await server.as('pair').rest(saves).put({ slot_name: 'live', data: 1 });
    const { created: _, ...summary } = put;
    expect(await phone.next('event')).toMatchObject({ event: 'saves.changed', data: summary });
  });
});
