import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressed, decompressed } from './compress.js';
import { Damaged } from './damaged.js';

describe('compression (S13)', () => {
  it.each([2_000, 200_000])('gives back what it took, at %d bytes', async (size) => {
    const bytes = Buffer.alloc(size, '{"level":5}');
    const smaller = (await compressed(bytes)) as Buffer;
    expect(smaller.length).toBeLessThan(size / 10);
    expect((await decompressed(smaller, size)).equals(bytes)).toBe(true);
  });

  it('leaves alone what it cannot make a tenth smaller', async () => {
    expect(await compressed(randomBytes(5_000))).toBeNull();
  });

  it.each([2_000, 200_000])('stops at the size that was recorded, at %d bytes', async (size) => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await expect(decompressed(bomb, size)).rejects.toBeInstanceOf(Damaged);
  });

  it('knows what is not compressed', async () => {
    await expect(decompressed(Buffer.from('no gzip'), 10)).rejects.toBeInstanceOf(Damaged);
  });
});
