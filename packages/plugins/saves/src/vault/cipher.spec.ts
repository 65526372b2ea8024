import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { close, closedOverhead, newContentKey, open as openNowOrLater } from './cipher.js';
import { Damaged } from './damaged.js';
import { largeBytes } from './digest.js';

const place = Buffer.from('place');
const open = async (...closed: Parameters<typeof openNowOrLater>): Promise<Buffer> =>
  openNowOrLater(...closed);

describe('a closed content', () => {
  it('opens to what was closed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const key = newContentKey();
        expect([...(await open(key, await close(key, bytes, place), place))]).toEqual([...bytes]);
      }),
    );
  });

  it.each([largeBytes - 1, largeBytes, largeBytes + 1, largeBytes * 3])(
    'opens on whichever thread it is done, at %d bytes',
    async (size) => {
      const key = newContentKey();
      const bytes = Buffer.alloc(size, 'save');
      const closed = await close(key, bytes, place);
      expect(closed).toHaveLength(size + closedOverhead);
      expect((await open(key, closed, place)).equals(bytes)).toBe(true);
    },
  );

  it.each([100, largeBytes])('of %d bytes opens nowhere else', async (size) => {
    const key = newContentKey();
    const closed = await close(key, Buffer.alloc(size), place);
    await expect(open(key, closed, Buffer.from('elsewhere'))).rejects.toBeInstanceOf(Damaged);
    await expect(open(newContentKey(), closed, place)).rejects.toBeInstanceOf(Damaged);
    closed.writeUInt8(closed.readUInt8(size) ^ 1, size);
    await expect(open(key, closed, place)).rejects.toBeInstanceOf(Damaged);
  });

  it('that was cut off does not open, however little is left', async () => {
    const key = newContentKey();
    const closed = await close(key, Buffer.from('save'), place);
    for (let length = 0; length < closed.length; length += 1)
      await expect(open(key, closed.subarray(0, length), place)).rejects.toBeInstanceOf(Damaged);
  });

  it('never looks the same twice', async () => {
    const key = newContentKey();
    const [one, other] = [await close(key, place, place), await close(key, place, place)];
    expect(one.equals(other)).toBe(false);
  });
});
