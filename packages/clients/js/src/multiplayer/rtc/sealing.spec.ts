import { beforeAll, describe, expect, it } from '@jest/globals';
import { Identity, safetyNumber, type Parties } from './sealing.js';

describe('a sealed key', () => {
  let [ann, bob, eve] = [] as unknown as [Identity, Identity, Identity];
  let parties: Parties;
  const key = new Uint8Array(32).fill(7);
  beforeAll(async () => {
    [ann, bob, eve] = [await Identity.make(), await Identity.make(), await Identity.make()];
    parties = { room: 'r', from: 'ann', to: 'bob', fromKey: ann.publicKey, toKey: bob.publicKey };
  });

  it('is opened by the one it was sealed for', async () => {
    expect(await bob.open(await ann.seal(key, 3, parties), 3, parties)).toEqual(key);
  });

  it('is opened by nobody else, and for nothing else', async () => {
    const sealed = await ann.seal(key, 3, parties);
    expect(await eve.open(sealed, 3, parties)).toBeNull();
    expect(await bob.open(sealed, 4, parties)).toBeNull();
    for (const changed of [{ room: 's' }, { from: 'eve' }, { to: 'eve' }, { fromKey: eve.publicKey }])
      expect(await bob.open(sealed, 3, { ...parties, ...changed })).toBeNull();
  });

  it('is not opened when a bit of it differs, or when it is none', async () => {
    const sealed = await ann.seal(key, 3, parties);
    const flipped = `${sealed.slice(0, -2)}${sealed.at(-2) === 'A' ? 'B' : 'A'}${sealed.at(-1)}`;
    for (const wrong of [flipped, sealed.slice(0, 20), '', '***'])
      expect(await bob.open(wrong, 3, parties)).toBeNull();
  });

  it('says nothing of the key, and is another one each time', async () => {
    const [one, other] = [await ann.seal(key, 3, parties), await ann.seal(key, 3, parties)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w-]{80}$/);
  });
});

describe('a safety number', () => {
  it('is the same for both, and another one when a key was exchanged on the way', async () => {
    const [ann, bob, eve] = [await Identity.make(), await Identity.make(), await Identity.make()];
    const [a, b] = [
      { id: 'ann', key: ann.publicKey },
      { id: 'bob', key: bob.publicKey },
    ];
    const number = await safetyNumber(a, b);
    expect(number).toMatch(/^(?:\d{5} ){11}\d{5}$/);
    expect(await safetyNumber(b, a)).toBe(number);
    expect(await safetyNumber(a, { ...b, key: eve.publicKey })).not.toBe(number);
    expect(await safetyNumber(a, { ...b, id: 'eve' })).not.toBe(number);
  });
});
