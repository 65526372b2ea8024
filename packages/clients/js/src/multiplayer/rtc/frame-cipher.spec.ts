import { TransformStream } from 'node:stream/web';
import { describe, expect, it } from '@jest/globals';
import { frameCipher, type CipherOrder, type Way } from './frame-cipher.js';

interface Frame {
  data: ArrayBuffer;
}
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const frame = (...bytes: number[]): Frame => ({ data: new Uint8Array(bytes).buffer });
const bytesOf = ({ data }: Frame): number[] => [...new Uint8Array(data)];

/** The worker of one player. */
class Bench {
  /** The ways that have seen a frame. */
  readonly used: Way[] = [];
  private readonly hear: Record<string, (event: object) => void> = {};

  constructor() {
    frameCipher({
      addEventListener: (type: string, hear: (event: never) => void) => {
        this.hear[type] = hear as (event: object) => void;
      },
      postMessage: (way) => void this.used.push(way),
    });
  }

  order(order: CipherOrder): void {
    this.hear['message']?.({ data: order });
  }

  /** What comes out at the other end of frames that go in. */
  async through(way: Way, frames: readonly Frame[]): Promise<Frame[]> {
    const [entry, exit] = [new TransformStream<Frame, Frame>(), new TransformStream<Frame, Frame>()];
    const { readable, writable } = { readable: entry.readable, writable: exit.writable };
    this.hear['rtctransform']?.({ transformer: { readable, writable, options: way } });
    const writer = entry.writable.getWriter();
    const out: Frame[] = [];
    const reading = (async () => {
      for await (const one of exit.readable) out.push(one);
    })();
    for (const one of frames) await writer.write({ data: one.data.slice(0) });
    await writer.close();
    await reading;
    return out;
  }
}

const sends: Way = { side: 'send', player: 'ann' };
const receives: Way = { side: 'receive', player: 'ann' };
const sound = [frame(0x78, 1, 2, 3), frame(0x78, 4, 5), frame(0x78)];

describe('frames of sound', () => {
  it('come out as they went in, for who has the key', async () => {
    const [ann, bob] = [new Bench(), new Bench()];
    ann.order({ op: 'send', epoch: 7, key: key(1) });
    bob.order({ op: 'receive', player: 'ann', epoch: 7, key: key(1) });
    const sealed = await ann.through(sends, sound);
    expect((await bob.through(receives, sealed)).map(bytesOf)).toEqual(sound.map(bytesOf));
    expect(sealed.map(({ data }) => data.byteLength)).toEqual([30, 29, 27]);
  });

  it('are known to have come by, with the first of each way', async () => {
    const ann = new Bench();
    await ann.through(sends, []);
    expect(ann.used).toEqual([]);
    await ann.through(sends, sound);
    expect(ann.used).toEqual([sends]);
  });

  it('do not leave without a key', async () => {
    const ann = new Bench();
    expect(await ann.through(sends, sound)).toEqual([]);
    ann.order({ op: 'send', epoch: 7, key: key(1) });
    ann.order({ op: 'silence' });
    expect(await ann.through(sends, sound)).toEqual([]);
  });

  it('never look alike and tell nothing but the first byte of the codec', async () => {
    const ann = new Bench();
    ann.order({ op: 'send', epoch: 7, key: key(1) });
    const same = [frame(0x78, 9, 9, 9), frame(0x78, 9, 9, 9)];
    const [one, other] = [...(await ann.through(sends, same))].map(bytesOf) as [number[], number[]];
    expect(one[0]).toBe(0x78);
    expect(one.slice(1, 20)).not.toEqual(other.slice(1, 20));
    const later = bytesOf((await ann.through(sends, same))[0]!);
    expect([one, other].map((bytes) => bytes.slice(-10).join())).not.toContain(later.slice(-10).join());
  });

  it('are dropped by who has no key, another key, or that of another player', async () => {
    const [ann, bob] = [new Bench(), new Bench()];
    ann.order({ op: 'send', epoch: 7, key: key(1) });
    const sealed = await ann.through(sends, sound);
    expect(await bob.through(receives, sealed)).toEqual([]);
    bob.order({ op: 'receive', player: 'eve', epoch: 7, key: key(1) });
    bob.order({ op: 'receive', player: 'ann', epoch: 6, key: key(1) });
    expect(await bob.through(receives, sealed)).toEqual([]);
    bob.order({ op: 'receive', player: 'ann', epoch: 7, key: key(2) });
    expect(await bob.through(receives, sealed)).toEqual([]);
  });

  it('are dropped when one bit differs, the clear ones included', async () => {
    const [ann, bob] = [new Bench(), new Bench()];
    ann.order({ op: 'send', epoch: 7, key: key(1) });
    bob.order({ op: 'receive', player: 'ann', epoch: 7, key: key(1) });
    const [sealed] = await ann.through(sends, [sound[0]!]);
    const changed = bytesOf(sealed!).map((_, at) => {
      const bytes = new Uint8Array(sealed!.data.slice(0));
      bytes[at]! ^= 1;
      return { data: bytes.buffer };
    });
    expect(await bob.through(receives, changed)).toEqual([]);
    expect(await bob.through(receives, [frame(), frame(1), frame(...Array(26).fill(0))])).toEqual([]);
  });

  it('of an epoch that was forgotten are heard no more', async () => {
    const [ann, bob] = [new Bench(), new Bench()];
    for (const epoch of [7, 8]) bob.order({ op: 'receive', player: 'ann', epoch, key: key(epoch) });
    bob.order({ op: 'forget', player: 'ann', before: 8 });
    ann.order({ op: 'send', epoch: 7, key: key(7) });
    expect(await bob.through(receives, await ann.through(sends, sound))).toEqual([]);
    ann.order({ op: 'send', epoch: 8, key: key(8) });
    expect(await bob.through(receives, await ann.through(sends, sound))).toHaveLength(3);
  });
});
