import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyRing, PluginHost, type KeyWearer } from '@aethex/core';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, change, noise, player, refusal, rowsOf, type Saves } from './tools.js';

const wearerOf = (server: TestServer): KeyWearer =>
  server
    .get(PluginHost)
    .keyWearers()
    .find(({ plugin }) => plugin === 'saves')!.wearer;

const currentKey = async (server: TestServer): Promise<string> =>
  (await server.get(KeyRing).list()).find(({ use, current }) => use === 'sealing' && current)!.id;

const totalWorn = async (wearer: KeyWearer): Promise<number> =>
  [...(await wearer.worn()).values()].reduce((sum, rows) => sum + rows, 0);

describe('the keys of saves (S12)', () => {
  let server: TestServer;
  let api: Saves;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb', history: 500 })] });
    api = player(server, 'ann');
  });
  afterAll(() => server.stop());

  it('are counted by the key of the ring that closes them, with those of refused uploads', async () => {
    const wearer = wearerOf(server);
    expect([...(await wearer.worn())]).toEqual([]);
    await api.put({ slot_name: 'a', data: 1 });
    await api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 });
    await refusal(api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 }));
    expect([...(await wearer.worn())]).toEqual([[await currentKey(server), 3]]);
  });

  it('move to a new key while players go on writing, and then the old one can go', async () => {
    const wearer = wearerOf(server);
    for (let index = 0; index < 60; index += 1)
      await api.put({ slot_name: `s${index}`, data: index % 3 ? index : noise(3_000) });
    const old = await currentKey(server);
    const blobs = await Promise.all((await blobFiles(server)).map((file) => readFile(file)));
    await server.get(KeyRing).rotate('sealing');
    const writing = { goesOn: true };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const mine = player(server, `writer ${writer}`);
      let revision = 0;
      while (writing.goesOn) {
        revision = (await mine.put({ slot_name: 'w', data: revision, base_revision: revision })).revision;
        expect((await mine.get({ save_id: 'w' })).data).toBe(revision - 1);
      }
      return revision;
    });
    const reader = (async () => {
      while (writing.goesOn) await api.get({ save_id: `s${Math.floor(Math.random() * 60)}` });
    })();
    while ((await wearer.worn()).has(old)) await wearer.rewrap(old, 7);
    writing.goesOn = false;
    const written = await Promise.all(writers);
    await reader;
    expect(await wearer.rewrap(old, 100)).toBe(0);
    await server.get(KeyRing).retire(old);

    expect([...(await wearer.worn()).keys()]).toEqual([await currentKey(server)]);
    for (let index = 0; index < 60; index += 1) await api.get({ save_id: `s${index}` });
    for (const [writer, revision] of written.entries())
      expect((await player(server, `writer ${writer}`).get({ save_id: 'w' })).revision).toBe(revision);
    const { conflicts } = await api.conflicts();
    await api.resolve({ conflict_id: conflicts[0]?.conflict_id ?? '', keep: 'mine' });
    expect((await api.get({ save_id: 'a' })).revision).toBe(3);
    const after = await Promise.all((await blobFiles(server)).map((file) => readFile(file)));
    for (const bytes of blobs) expect(after.some((one) => one.equals(bytes))).toBe(true);
  });

  it('move a few at a time, so that a rotation can be interrupted and goes on where it was', async () => {
    const wearer = wearerOf(server);
    const old = await currentKey(server);
    const all = await totalWorn(wearer);
    await server.get(KeyRing).rotate('sealing');
    expect(await wearer.rewrap(old, 10)).toBe(10);
    expect((await wearer.worn()).get(old)).toBe(all - 10);
    expect(await wearer.rewrap(old, 10_000)).toBe(all - 10);
    expect([...(await wearer.worn())]).toEqual([[await currentKey(server), all]]);
  });

  it('stay where they are when their key is the current one', async () => {
    expect(await wearerOf(server).rewrap(await currentKey(server), 10)).toBe(0);
  });

  it('that are damaged do not hold up a rotation, and their saves stay reported', async () => {
    const wearer = wearerOf(server);
    const { save_id } = await api.put({ slot_name: 'hurt', data: 1 });
    const [row] = await rowsOf(server, 'SELECT sealed_key FROM saves_revisions WHERE slot_id = $1', [
      save_id,
    ]);
    const bytes = Buffer.from(row?.['sealed_key'] as ArrayBuffer);
    bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
    await change(server, 'UPDATE saves_revisions SET sealed_key = $1 WHERE slot_id = $2', [bytes, save_id]);
    const old = await currentKey(server);
    await server.get(KeyRing).rotate('sealing');
    await wearer.rewrap(old, 10_000);
    expect([...(await wearer.worn()).keys()]).toEqual([await currentKey(server)]);
    await server.get(KeyRing).retire(old);
    expect(await refusal(api.get({ save_id }))).toMatchObject({ code: 'saves.integrity' });
  });
});

describe('a server that lacks a key (S12)', () => {
  it('does not start, and says how many saves need it', async () => {
    const first = await startAethex({ plugins: [savesPlugin()] });
    const api = player(first, 'ann');
    for (const slot_name of ['a', 'b', 'c']) await api.put({ slot_name, data: 1 });
    await refusal(api.put({ slot_name: 'a', data: 2 }));
    const lost = await currentKey(first);
    await first.get(KeyRing).rotate('sealing');
    await first.stop({ keep: true });

    const keys = join(first.dir, 'keys');
    const file = (
      await Promise.all(
        (await readdir(keys)).map(async (name) => ({ name, text: await readFile(join(keys, name), 'utf8') })),
      )
    ).find(({ text }) => text.includes(lost))!.name;
    await rename(join(keys, file), join(first.dir, 'lost-key'));
    await expect(startAethex({ plugins: [savesPlugin()], dir: first.dir })).rejects.toMatchObject({
      name: 'BootError',
      message: expect.stringContaining(`${lost} (4 saves)`),
    });

    await rename(join(first.dir, 'lost-key'), join(keys, file));
    const again = await startAethex({ plugins: [savesPlugin()], dir: first.dir });
    expect((await player(again, 'ann').get({ save_id: 'a' })).data).toBe(1);
    await again.stop();
  });
});
