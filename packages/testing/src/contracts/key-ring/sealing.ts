import { randomBytes } from 'node:crypto';
import { isAethexError } from '@aethex/protocol';
import type { KeyRing } from '@aethex/core';
import type { Stage } from '../../harness/stage.js';
import { assertRefused } from '../refused.js';
import { assert, type Promised } from '../suite.js';

export type KeyRingPromise = Promised<Stage<KeyRing>>;

export const bytes = (text: string): Buffer => Buffer.from(text);

export async function opened(
  ring: KeyRing,
  purpose: string,
  envelope: Uint8Array,
  context?: Uint8Array,
): Promise<string> {
  return Buffer.from(await ring.open(purpose, envelope, context)).toString();
}

export const sealingPromises: readonly KeyRingPromise[] = [
  {
    promise: 'closes bytes and opens them again',
    check: async (stage) => {
      const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      for (const plain of [Buffer.alloc(0), Buffer.of(0), all, randomBytes(300_000)]) {
        for (const context of [undefined, new Uint8Array(), randomBytes(40)]) {
          const envelope = await stage.one.seal('test', plain, context);
          assert.ok(Buffer.from(await stage.one.open('test', envelope, context)).equals(plain));
        }
      }
    },
  },
  {
    promise: 'hides the bytes, each time in another way',
    check: async (stage) => {
      const plain = bytes('a secret that is long enough to be found');
      const [one, other] = [await stage.one.seal('test', plain), await stage.one.seal('test', plain)];
      assert.ok(!Buffer.from(one).includes(plain));
      assert.ok(!Buffer.from(one).equals(Buffer.from(other)), 'sealed twice alike');
    },
  },
  {
    promise: 'opens only for the same purpose',
    check: async (stage) => {
      const envelope = await stage.one.seal('saves', bytes('x'), bytes('slot'));
      for (const purpose of ['save', 'saves2', 'Saves', 'savess', '', 'saves\0'])
        await assertRefused('keys.tampered', () => stage.one.open(purpose, envelope, bytes('slot')), purpose);
      await assertRefused(
        'keys.tampered',
        () => stage.one.open('savess', envelope, bytes('lot')),
        'a moved border',
      );
    },
  },
  {
    promise: 'opens only for the same context',
    check: async (stage) => {
      const envelope = await stage.one.seal('saves', bytes('x'), bytes('slot 1'));
      for (const context of [undefined, bytes(''), bytes('slot 2'), bytes('slot 1 '), bytes('Slot 1')])
        await assertRefused(
          'keys.tampered',
          () => stage.one.open('saves', envelope, context),
          String(context),
        );
      const bare = await stage.one.seal('saves', bytes('x'));
      await assertRefused('keys.tampered', () => stage.one.open('saves', bare, bytes('slot 1')));
    },
  },
  {
    promise: 'fails with keys.tampered when one bit differs, and opens nothing that was cut or grew',
    check: async (stage) => {
      const envelope = Buffer.from(await stage.one.seal('test', bytes('four')));
      const named = nameIn(stage.one, envelope);
      for (let bit = 0; bit < envelope.length * 8; bit++) {
        const other = Buffer.from(envelope);
        other[bit >> 3]! ^= 1 << (bit & 7);
        // Who changes the name of the key may hit on one that the ring does not hold.
        const codes =
          nameIn(stage.one, other) === named ? ['keys.tampered'] : ['keys.tampered', 'keys.unknown_key'];
        assert.ok(codes.includes(await codeOf(stage.one, other)), `bit ${bit} differs`);
      }
      for (const other of [...cuts(envelope), Buffer.concat([envelope, Buffer.of(0)]), Buffer.alloc(0)])
        assert.equal(
          await codeOf(stage.one, other),
          'keys.tampered',
          `${other.length} of ${envelope.length} bytes`,
        );
    },
  },
  {
    promise: 'names the key that closed an envelope',
    check: async (stage) => {
      const envelope = await stage.one.seal('test', bytes('x'));
      const current = (await stage.one.list()).find((key) => key.current && key.use === 'sealing');
      assert.equal(stage.one.keyOf(envelope), current?.id);
      await assertRefused('keys.tampered', () => stage.one.keyOf(Buffer.alloc(0)));
      await assertRefused('keys.tampered', () => stage.one.keyOf(Buffer.alloc(80)));
    },
  },
];

function nameIn(ring: KeyRing, envelope: Uint8Array): string | null {
  try {
    return ring.keyOf(envelope);
  } catch {
    return null;
  }
}

/** Every envelope that lacks some of its last bytes, as long as it still names its key. */
const cuts = (envelope: Buffer): Buffer[] =>
  Array.from({ length: 16 + 12 + 4 }, (_, missing) => envelope.subarray(0, envelope.length - missing - 1));

async function codeOf(ring: KeyRing, envelope: Uint8Array): Promise<string> {
  try {
    await ring.open('test', envelope);
    return 'opened';
  } catch (error) {
    return isAethexError(error) ? error.code : String(error);
  }
}
