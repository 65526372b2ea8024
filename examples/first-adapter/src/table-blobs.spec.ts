import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { blobStoreContract, Stage } from '@aethex/testing';
import { tableBlobs } from './index.js';

describe('TableBlobs', () => blobStoreContract(() => tableBlobs()));

it('refuses what is too large for a row, and keeps what was there', async () => {
  const stage = await Stage.raise(tableBlobs({ maxBytes: 5 }));
  await stage.one.put('a', Buffer.from('12345'));
  const bodies = [Buffer.from('123456'), Readable.from([Buffer.from('123'), Buffer.from('456')])];
  for (const body of bodies)
    await expect(stage.one.put('a', body)).rejects.toMatchObject({
      code: 'blobs.too_large',
      data: { max: 5 },
    });
  expect((await stage.one.stat('a'))?.size).toBe(5);
  await stage.close();
});
