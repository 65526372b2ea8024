import { saves } from '@aethex/protocol';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { noise, player, refusal, rest, sha256, usage } from './tools.js';

/** JSON that a program which parses and writes it again would change. */
const exotic = [
  '{"a":1.0,"b":9007199254740993,"b2":1e309}',
  '{ "z" : 1 ,\n\t"a":[ 1,2 ,3 ]  }',
  '{"twice":1,"twice":2}',
  '{"\\u0061":"\\u00e9\\ud83d\\ude00","\\u0000":"\\ud800"}',
  '-0.0',
  '1E+2',
  '"\\/"',
  '{"$t":"Vector3","v":[10.0,-0,1e-7]}',
  '[]',
  'null',
];

describe('the content of a save', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin()] });
  });
  afterAll(() => server.stop());

  describe.each(exotic)('survives byte for byte: %s', (text) => {
    it('over REST', async () => {
      const body = `{"slot_name":"rest", "data": ${text} ,"overwrite":true}`;
      const put = await rest(server, 'ann', 'POST /saves/me', { body });
      expect(put.body).toMatchObject({ checksum: sha256(text), size_bytes: Buffer.byteLength(text) });
      const got = await rest(server, 'ann', 'GET /saves/me/rest');
      expect(got.bytes.toString()).toContain(`"data":${text}`);
      expect((await rest(server, 'ann', 'GET /saves/me/rest/content')).bytes.toString()).toBe(text);
    });

    it('over JSON-RPC, in a batch of slots', async () => {
      const input = `{"saves":[{"slot_name":"rpc","data":${text},"overwrite":true},{"slot_name":"rpc2","overwrite":true,"data": ${text}}]}`;
      const put = `{"jsonrpc":"2.0","id":1,"method":"saves.putMany","params":${input}}`;
      const get = `{"jsonrpc":"2.0","id":2,"method":"saves.get","params":{"save_id":"rpc2"}}`;
      const { bytes } = await rest(server, 'ann', 'POST /rpc', { body: `[${put},${get}]` });
      expect(bytes.toString()).toContain(`"data":${text}}`);
    });
  });

  it.each([0, 1, 1023, 1024, 65_536 - 29, 65_536, 300_000, 1_500_000])(
    'survives at %d bytes, wherever it lies',
    async (size) => {
      const bytes = Buffer.from(noise(size)).subarray(0, size);
      const api = player(server, 'sizes');
      const put = await api.upload({ slot_name: `s${size}`, content: bytes });
      expect(put).toMatchObject({ size_bytes: size, checksum: sha256(bytes) });
      const got = await api.download({ save_id: `s${size}` });
      expect(Buffer.from(got.content as string, 'base64').equals(bytes)).toBe(true);
    },
  );

  it('is compressed by itself when that pays, and counted as what it takes (S13)', async () => {
    const api = player(server, 'small');
    const dull = await api.put({ slot_name: 'dull', data: { map: 'grass '.repeat(5_000) } });
    const wild = await api.put({ slot_name: 'wild', data: noise(30_000) });
    const short = await api.put({ slot_name: 'short', data: 'grass '.repeat(100) });
    expect(dull).toMatchObject({ compressed: true, size_bytes: 30_010 });
    expect(dull.stored_bytes).toBeLessThan(1_000);
    expect(wild.compressed).toBe(wild.stored_bytes < wild.size_bytes);
    expect(short).toMatchObject({ compressed: false, size_bytes: 602, stored_bytes: 602 + 28 + 2 });
    const { said, held } = await usage(server, testPlayerId('small'));
    expect(said).toBe(held);
    expect(said).toBe(dull.stored_bytes + wild.stored_bytes + short.stored_bytes);
    expect((await api.get({ save_id: 'dull' })).data).toEqual({ map: 'grass '.repeat(5_000) });
  });

  it('may be a value that is no object', async () => {
    const api = player(server, 'plain');
    await api.put({ slot_name: 'n', data: null });
    expect((await api.get({ save_id: 'n' })).data).toBeNull();
  });

  it('is refused when it is larger than the server takes, before anything is stored (S6)', async () => {
    const small = await startAethex({ plugins: [savesPlugin({ maxBytes: '2kb' })] });
    try {
      const api = player(small, 'ann');
      await api.upload({ slot_name: 'fits', content: new Uint8Array(2048) });
      expect(await refusal(api.upload({ slot_name: 'big', content: new Uint8Array(2049) }))).toMatchObject({
        status: 413,
        code: 'saves.too_large',
        data: { size_bytes: 2049, max_bytes: 2048 },
      });
      expect((await api.list()).saves).toHaveLength(1);
    } finally {
      await small.stop();
    }
  });
});

describe('labels', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin()] });
  });
  afterAll(() => server.stop());

  it('are kept and never trusted: a clock that is a year wrong decides nothing (S18)', async () => {
    const api = player(server, 'clock');
    const past = '2025-01-01T00:00:00Z';
    const future = '2027-01-01T00:00:00Z';
    await api.put({ slot_name: 'a', data: 'future', client_timestamp: future });
    const next = await api.put({ slot_name: 'a', data: 'past', client_timestamp: past, base_revision: 1 });
    expect(next).toMatchObject({
      revision: 2,
      client_timestamp: past,
      timestamp: server.clock?.now().toISOString(),
    });
    const late = await refusal(
      api.put({ slot_name: 'a', data: 'late', client_timestamp: future, base_revision: 1 }),
    );
    expect(late.code).toBe('saves.conflict');
    expect((await api.get({ save_id: 'a' })).data).toBe('past');
  });

  it('go with the revision they came with', async () => {
    const api = player(server, 'labels');
    await api.put({ slot_name: 'a', data: 1, device: 'Deck', metadata: [1, { deep: true }] });
    await api.put({ slot_name: 'a', data: 2, base_revision: 1 });
    const restored = await api.restore({ save_id: 'a', revision: 1 });
    expect(restored).toMatchObject({ revision: 3, device: 'Deck', metadata: [1, { deep: true }] });
    expect((await api.history({ save_id: 'a' })).revisions[1]).toMatchObject({
      device: null,
      metadata: null,
    });
  });
});

describe('somebody else’s save (S14)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin()] });
  });
  afterAll(() => server.stop());

  it('looks exactly like one that never existed, as a deleted one does', async () => {
    const owner = player(server, 'owner');
    const theirs = (await owner.put({ slot_name: 'mine', data: 1 })).save_id;
    const elsewhere = (await player(server, 'ann', 'other-game').put({ slot_name: 'there', data: 1 }))
      .save_id;
    const ann = player(server, 'ann');
    const deleted = (await ann.put({ slot_name: 'deleted', data: 1 })).save_id;
    await ann.put({ slot_name: 'deleted', data: 2, base_revision: 1 });
    await ann.delete({ save_id: 'deleted' });
    const never = '01890a5d-ac96-774b-bcce-b302099a8057';
    const refs = [
      never,
      theirs,
      elsewhere,
      deleted,
      'never',
      'mine',
      'there',
      'deleted',
      '..',
      'a b',
      'x'.repeat(99),
    ];
    const requests = [
      ['GET', ''],
      ['GET', '?revision=1'],
      ['GET', '/content'],
      ['GET', '/history'],
      ['DELETE', ''],
      ['DELETE', '?revision=1'],
      ['DELETE', '?base_revision=1'],
      ['POST', '/restore'],
    ];
    for (const [verb, tail] of requests) {
      const answers = await Promise.all(
        refs.map(async (ref) => {
          const route = `${verb} /saves/me/${encodeURIComponent(ref)}${tail}`;
          const answer = await rest(server, 'ann', route, verb === 'POST' ? { body: '{"revision":1}' } : {});
          return { ref, status: answer.status, text: masked(answer.bytes.toString()) };
        }),
      );
      // A path of dots never reaches the server as such: the client resolves it.
      for (const { ref, status, text } of answers.filter((one) => one.ref !== '..'))
        expect({ verb, tail, ref, status, text }).toEqual({
          verb,
          tail,
          ref,
          status: 404,
          text: answers[0]?.text,
        });
    }
    expect((await owner.get({ save_id: 'mine' })).revision).toBe(1);
  });

  it('cannot be listed, written or resolved under its owner’s id', async () => {
    const owner = player(server, 'owner2');
    const user_id = testPlayerId('owner2');
    await owner.put({ slot_name: 'a', data: 1 });
    const conflict = await refusal(owner.put({ slot_name: 'a', data: 2 }));
    const { conflict_id } = conflict.data as { conflict_id: string };
    const bob = player(server, 'bob');
    const missing = { code: 'saves.not_found' };
    expect(await refusal(bob.list({ user_id }))).toMatchObject(missing);
    expect(await refusal(bob.conflicts({ user_id }))).toMatchObject(missing);
    expect(await refusal(bob.get({ user_id, save_id: 'a' }))).toMatchObject(missing);
    expect(await refusal(bob.put({ user_id, slot_name: 'a', data: 3, overwrite: true }))).toMatchObject(
      missing,
    );
    expect(await refusal(bob.delete({ user_id, save_id: 'a' }))).toMatchObject(missing);
    expect(await refusal(bob.resolve({ conflict_id, keep: 'theirs' }))).toMatchObject({
      code: 'saves.conflict_not_found',
    });
    expect((await owner.conflicts()).conflicts).toHaveLength(1);
    expect((await owner.get({ user_id, save_id: 'a' })).data).toBe(1);
  });

  it('can be read, and nothing else, with the permission', async () => {
    const user_id = testPlayerId('owner3');
    await player(server, 'owner3').put({ slot_name: 'a', data: 1 });
    const helper = server.as('helper', { permissions: ['saves.read_any'] });
    const api = helper.direct(saves);
    expect((await api.list({ user_id })).saves).toHaveLength(1);
    expect((await api.get({ user_id, save_id: 'a' })).data).toBe(1);
    expect((await api.history({ user_id, save_id: 'a' })).revisions).toHaveLength(1);
    const write = api.put({ user_id, slot_name: 'a', data: 2, overwrite: true });
    expect(await refusal(write)).toMatchObject({ code: 'saves.not_found' });
    expect(await refusal(api.delete({ user_id, save_id: 'a' }))).toMatchObject({ code: 'saves.not_found' });
  });
});

const masked = (text: string): string => text.replace(/"request_id":"[^"]*"/, '"request_id":"…"');
