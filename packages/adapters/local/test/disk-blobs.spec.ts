import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type { BlobStore } from '@aethex/core';
import { blobStoreContract } from '@aethex/testing';
import { disk } from '../src/index.js';
import { raise } from './raise.js';
import { tempDir } from './temp-dir.js';

const open = async (dir: string): Promise<BlobStore> => (await raise(disk({ dir }))).one;
const everythingIn = (dir: string): string[] => readdirSync(dir, { recursive: true }).map(String).toSorted();

describe('DiskBlobs', () => {
  blobStoreContract(() => disk({ dir: tempDir() }));

  it('leaves nothing behind when a body breaks off', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    const body = Readable.from(
      (function* () {
        yield Buffer.alloc(300_000);
        throw new Error('gone');
      })(),
    );
    await expect(blobs.put('a/b', body)).rejects.toThrow('gone');
    expect(everythingIn(dir)).toEqual(['drafts@']);
  });

  it('ends a body that it cannot store', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    const body = Readable.from([Buffer.from('x')], { objectMode: false });
    await expect(blobs.put('../up', body)).rejects.toMatchObject({ code: 'blobs.key_invalid' });
    expect(body.destroyed).toBe(true);
  });

  it('refuses to write, and goes on reading, when it has no place to write to', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    await blobs.put('kept', Buffer.from('old'));
    rmSync(join(dir, 'drafts@'), { recursive: true });
    await expect(blobs.put('kept', Buffer.from('new'))).rejects.toThrow(/ENOENT/);
    expect((await buffer((await blobs.get('kept'))!.body)).toString()).toBe('old');
  });

  it('removes old drafts of killed writers at its start, and no others', async () => {
    const dir = tempDir();
    await open(dir);
    const drafts = join(dir, 'drafts@');
    for (const name of ['old', 'young']) writeFileSync(join(drafts, name), 'half');
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    utimesSync(join(drafts, 'old'), twoHoursAgo, twoHoursAgo);
    await open(dir);
    expect(readdirSync(drafts)).toEqual(['young']);
  });

  it('removes the folders that a delete empties', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    for (const key of ['a/b/c', 'a/d']) await blobs.put(key, Buffer.from('x'));
    await blobs.delete('a/b/c');
    expect(everythingIn(dir)).toEqual(['a', 'a/d@', 'drafts@']);
    await blobs.delete('a/d');
    expect(everythingIn(dir)).toEqual(['drafts@']);
  });

  it('stores a blob in a folder that deletes keep removing', async () => {
    const blobs = await open(tempDir());
    const rounds = Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 0; n < 25; n++) {
        await blobs.put(`a/b/${lane}`, Buffer.from(String(n)));
        expect(await blobs.stat(`a/b/${lane}`)).not.toBeNull();
        await blobs.delete(`a/b/${lane}`);
      }
    });
    await Promise.all(rounds);
  });

  it('keeps everything private', async () => {
    const dir = tempDir();
    await (await open(join(dir, 'blobs'))).put('a/b', Buffer.from('x'));
    const modes = ['blobs', 'blobs/a', 'blobs/a/b@'].map((name) => statSync(join(dir, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  it('puts the bytes first in the file, so that they can be looked at', async () => {
    const dir = tempDir();
    await (await open(dir)).put('note.txt', Buffer.from('hello'), { type: 'text/plain' });
    expect(readFileSync(join(dir, 'note.txt@'), 'latin1')).toBe('hellotext/plain\x0aAXB1');
  });

  it('gives out no wrong bytes of a file that was cut', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    await blobs.put('a', Buffer.from('0123456789'));
    truncateSync(join(dir, 'a@'), 8);
    await expect(blobs.get('a')).rejects.toThrow(/cut short/);
    await expect(blobs.stat('a')).rejects.toThrow(/cut short/);
  });

  it('does not list what it has not written', async () => {
    const dir = tempDir();
    const blobs = await open(dir);
    await blobs.put('a', Buffer.from('x'));
    for (const name of ['README', 'b.txt', 'ü@', '@']) writeFileSync(join(dir, name), 'x');
    const keys = [];
    for await (const { key } of blobs.list('')) keys.push(key);
    expect(keys).toEqual(['a']);
  });

  it('refuses to start in words where it cannot write', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    await expect(open(join(file, 'blobs'))).rejects.toThrow(/cannot be used: .*disk\(\{ dir \}\)/);
  });

  it('tries itself out for the doctor and leaves no trace', async () => {
    const dir = tempDir();
    const adapter = disk({ dir });
    const { one } = await raise(adapter);
    expect(await adapter.check?.(one)).toEqual([
      { what: `Blobs can be written, read and deleted in "${dir}"`, ok: true },
    ]);
    expect(everythingIn(dir)).toEqual(['drafts@']);
    rmSync(join(dir, 'drafts@'), { recursive: true });
    expect(await adapter.check?.(one)).toMatchObject([
      { ok: false, fix: expect.stringContaining('Make the folder writable') },
    ]);
    expect(existsSync(join(dir, 'doctor'))).toBe(false);
  });
});
