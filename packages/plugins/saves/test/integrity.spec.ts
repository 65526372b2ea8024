import { copyFile, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlValue } from '@aethex/core';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, change, noise, player, refusal, rowsOf, type Saves } from './tools.js';

const patience = 60_000;

describe('stored bytes (S11)', () => {
  let server: TestServer;
  let api: Saves;
  let players = 0;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '2kb', compressFrom: '1kb' })] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    api = player(server, `player ${++players}`);
  });

  /** Flips one bit of every byte of a column in turn, and puts it back. */
  async function eachFlip(
    saveId: string,
    column: string,
    look: (index: number) => Promise<void>,
  ): Promise<number> {
    const where = 'WHERE slot_id = $2 AND revision = 2';
    const [row] = await rowsOf(
      server,
      `SELECT ${column} AS bytes FROM saves_revisions WHERE slot_id = $1 AND revision = 2`,
      [saveId],
    );
    const whole = Buffer.from(row?.['bytes'] as ArrayBuffer);
    const write = (bytes: Buffer): Promise<void> =>
      change(server, `UPDATE saves_revisions SET ${column} = $1 ${where}`, [bytes, saveId]);
    for (let index = 0; index < whole.length; index += 1) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (index % 8)), index);
      await write(bytes);
      await look(index);
    }
    await write(whole);
    return whole.length;
  }

  const damaged = (revision: number, good_revision: number | null) => ({
    code: 'saves.integrity',
    status: 422,
    retry: false,
    data: { revision, good_revision },
  });

  it.each(['payload', 'sealed_key'])(
    'of a small save are never given out when one byte of the %s is another',
    async (column) => {
      await api.put({ slot_name: 'a', data: 'good' });
      const { save_id } = await api.put({ slot_name: 'a', data: { level: 5 }, base_revision: 1 });
      const flips = await eachFlip(save_id, column, async () =>
        expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1)),
      );
      expect(flips).toBeGreaterThan(30);
      expect((await api.get({ save_id })).data).toEqual({ level: 5 });
    },
    patience,
  );

  it.each(['payload', 'sealed_key'])(
    'of a compressed save are never given out when one byte of the %s is another',
    async (column) => {
      await api.put({ slot_name: 'a', data: 'good' });
      const data = { map: 'grass and stone '.repeat(80) };
      const { save_id, compressed } = await api.put({ slot_name: 'a', data, base_revision: 1 });
      expect(compressed).toBe(true);
      await eachFlip(save_id, column, async () =>
        expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1)),
      );
      expect((await api.get({ save_id })).data).toEqual(data);
    },
    patience,
  );

  it.each([
    ['checksum', '0'.repeat(64)],
    ['size_bytes', 5],
    ['encoding', 'base64'],
    ['content_type', 'text/plain'],
    ['compressed', true],
    ['key_id', 'another'],
    ['payload', null],
    ['payload', new Uint8Array()],
  ] as [string, SqlValue][])('are not read when their row says another %s', async (column, value) => {
    await api.put({ slot_name: 'a', data: 'good' });
    const { save_id } = await api.put({ slot_name: 'a', data: 'head', base_revision: 1 });
    await change(server, `UPDATE saves_revisions SET ${column} = $1 WHERE slot_id = $2 AND revision = 2`, [
      value,
      save_id,
    ]);
    expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1));
  });

  it('do not open in the place of another revision, slot or player', async () => {
    const put = async (who: Saves, slot_name: string, data: string, base_revision: number) =>
      who.put({ slot_name, data, base_revision });
    const { save_id: one } = await put(api, 'one', 'one', 0);
    await put(api, 'one', 'two', 1);
    const { save_id: other } = await put(api, 'other', 'other', 0);
    const bob = player(server, `bob ${players}`);
    const { save_id: bobs } = await put(bob, 'bobs', 'bobs', 0);
    const content = ['payload', 'sealed_key', 'key_id', 'checksum', 'size_bytes', 'labels'];
    const copy = async (columns: readonly string[], from: [string, number], to: [string, number]) => {
      for (const column of columns)
        await change(
          server,
          `UPDATE saves_revisions SET ${column} = (SELECT ${column} FROM saves_revisions WHERE slot_id = $1 AND revision = $2) WHERE slot_id = $3 AND revision = $4`,
          [...from, ...to],
        );
    };
    await copy(content, [one, 1], [one, 2]);
    expect(await refusal(api.get({ save_id: one }))).toMatchObject(damaged(2, 1));
    await copy(content, [one, 1], [other, 1]);
    expect(await refusal(api.get({ save_id: other }))).toMatchObject(damaged(1, null));
    await copy(content, [one, 1], [bobs, 1]);
    expect(await refusal(bob.get({ save_id: bobs }))).toMatchObject(damaged(1, null));
  });

  it('do not open when whole rows change places, ids and all', async () => {
    const { save_id } = await api.put({ slot_name: 'a', data: 'old' });
    await api.put({ slot_name: 'a', data: 'new', base_revision: 1 });
    const renumber = (from: number, to: number): Promise<void> =>
      change(server, 'UPDATE saves_revisions SET revision = $1 WHERE slot_id = $2 AND revision = $3', [
        to,
        save_id,
        from,
      ]);
    await renumber(1, 99);
    await renumber(2, 1);
    await renumber(99, 2);
    expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, null));
  });

  it('do not open when whole rows change their slots, ids and all', async () => {
    const { save_id: one } = await api.put({ slot_name: 'one', data: 'one' });
    const { save_id: other } = await api.put({ slot_name: 'other', data: 'other' });
    const move = (from: string, revision: number, to: string): Promise<void> =>
      change(
        server,
        'UPDATE saves_revisions SET slot_id = $1, revision = $2 WHERE slot_id = $3 AND revision = $4',
        [to, 1, from, revision],
      );
    await change(server, 'UPDATE saves_revisions SET revision = 9 WHERE slot_id = $1', [other]);
    await move(one, 1, other);
    await move(other, 9, one);
    expect(await refusal(api.get({ save_id: one }))).toMatchObject(damaged(1, null));
    expect(await refusal(api.get({ save_id: other }))).toMatchObject(damaged(1, null));
  });

  describe('of a large save', () => {
    let first: string;
    let head: string;
    let save_id: string;
    let original: unknown;
    beforeEach(async () => {
      for (const file of await blobFiles(server)) await rm(file);
      await api.put({ slot_name: 'a', data: noise(6_000) });
      [first = ''] = await blobFiles(server);
      save_id = (await api.put({ slot_name: 'a', data: noise(6_000), base_revision: 1 })).save_id;
      original = (await api.get({ save_id })).data;
      head = (await blobFiles(server)).find((file) => file !== first) ?? '';
    });

    it(
      'are never given out when one byte of the blob is another',
      async () => {
        const whole = await readFile(head);
        for (let index = 0; index < whole.length; index += 7) {
          const bytes = Buffer.from(whole);
          bytes.writeUInt8(bytes.readUInt8(index) ^ 0x10, index);
          await writeFile(head, bytes);
          expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1));
        }
        for (let index = whole.length - 40; index < whole.length; index += 1) {
          const bytes = Buffer.from(whole);
          bytes.writeUInt8(bytes.readUInt8(index) ^ 0x01, index);
          await writeFile(head, bytes);
          expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1));
        }
        await writeFile(head, whole);
        expect((await api.get({ save_id })).data).toBe(original);
      },
      patience,
    );

    it('are never given out when two blobs have changed places', async () => {
      await copyFile(first, `${first}.tmp`);
      await copyFile(head, first);
      await rename(`${first}.tmp`, head);
      expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, null));
      expect(await refusal(api.get({ save_id, revision: 1 }))).toMatchObject(damaged(1, null));
    });

    it('are never given out when the blob was cut off, wherever', async () => {
      const { length } = await readFile(head);
      for (const size of [length - 1, length - 5, length - 6, length / 2, 28, 1, 0]) {
        await truncate(head, Math.floor(size));
        expect(await refusal(api.get({ save_id }))).toMatchObject(damaged(2, 1));
      }
    });

    it('are missed when the blob is gone, and the good revision can be restored', async () => {
      const good = (await api.get({ save_id, revision: 1 })).data;
      await rm(head);
      const { data } = await refusal(api.get({ save_id }));
      expect(data).toEqual({ revision: 2, good_revision: 1 });
      await api.restore({ save_id, revision: (data as { good_revision: number }).good_revision });
      expect((await api.get({ save_id })).data).toBe(good);
      expect(await refusal(api.restore({ save_id, revision: 2 }))).toMatchObject(damaged(2, 1));
    });

    it('of a refused upload do not become current when they are damaged', async () => {
      const before = new Set(await blobFiles(server));
      const { data } = await refusal(api.put({ slot_name: 'a', data: noise(6_000), base_revision: 1 }));
      const { conflict_id } = data as { conflict_id: string };
      const [upload = ''] = (await blobFiles(server)).filter((file) => !before.has(file));
      await truncate(upload, 100);
      for (const keep of ['mine', 'both'] as const)
        expect(await refusal(api.resolve({ conflict_id, keep }))).toMatchObject(damaged(0, 2));
      expect((await api.get({ save_id })).data).toBe(original);
      await api.resolve({ conflict_id, keep: 'theirs' });
    });
  });

  it('are nowhere to be read in the files of the server (S10)', async () => {
    const canary = `canary-${'xyzzy'.repeat(5)}`;
    await api.put({ slot_name: 'small', data: canary });
    await api.put({ slot_name: 'dull', data: `${canary} `.repeat(200) });
    await api.upload({ slot_name: 'large', content: Buffer.from(canary + noise(9_000)) });
    await refusal(api.put({ slot_name: 'small', data: { other: canary } }));
    const files = await readdir(server.dir, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of files.filter((one) => one.isFile())) {
      const file = join(entry.parentPath, entry.name);
      if ((await readFile(file)).includes('canary-xyzzy')) found.push(file);
    }
    expect(found).toEqual([]);
    expect((await api.get({ save_id: 'small' })).data).toBe(canary);
  });
});
