import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Captcha, KeyRing } from '@aethex/core';
import { Stage } from '@aethex/testing';
import { altcha } from '../src/index.js';
import { payloadOf, solveAltcha, spelt, type Payload } from './solve-altcha.js';

const secret = 'a secret of more than 32 characters';
const expected = { action: 'register', address: '' };

describe('solutions of Altcha', () => {
  let stage: Stage<Captcha>;
  beforeEach(async () => {
    stage = await Stage.raise(altcha({ mostHashes: 1000 }));
  });
  afterEach(() => stage.close());

  const verdict = (payload: object): Promise<boolean> => stage.one.verify(spelt(payload), expected);
  const solved = async (action = 'register'): Promise<Payload> =>
    payloadOf(await stage.one.challenge(action));

  it('are good once, however they are spelled', async () => {
    const { took, ...bare } = await solved();
    expect(await verdict({ ...bare, took })).toBe(true);
    expect(await verdict({ ...bare, took })).toBe(false);
    expect(await verdict(bare)).toBe(false);
    expect(await verdict({ ...bare, took: 1 })).toBe(false);
    const turned = Object.fromEntries(Object.entries(bare).toReversed());
    expect(await verdict(turned)).toBe(false);
  });

  it('are good once when many show the same one at once', async () => {
    const text = spelt(await solved());
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => stage.one.verify(text, expected)));
    expect(verdicts.filter(Boolean)).toHaveLength(1);
  });

  it('do not change into others by a digit that moves from the number into the salt', async () => {
    let payload = await solved();
    while (payload.number < 10) payload = await solved();
    const digits = String(payload.number);
    const spliced = { ...payload, salt: payload.salt + digits[0], number: Number(digits.slice(1)) };
    expect(await verdict(spliced)).toBe(false);
    const later = payload.salt.replace(/expires=\d+&$/, (text) => text.slice(0, -1));
    expect(await verdict({ ...payload, salt: later })).toBe(false);
    expect(await verdict(payload)).toBe(true);
  });

  it('cannot be given another action, another end or another random part', async () => {
    const payload = await solved('login');
    const forged = [
      { ...payload, salt: payload.salt.replace('login', 'register') },
      { ...payload, salt: payload.salt.replace('action=login', 'action=register&action=login') },
      { ...payload, salt: payload.salt.replace(/expires=\d+/, 'expires=9999999999') },
      { ...payload, salt: payload.salt.replace(/^./, 'f') },
      { ...payload, signature: '0'.repeat(64) },
      { ...payload, algorithm: 'SHA-1' },
      { ...payload, number: payload.number + 1 },
      { ...payload, number: String(payload.number) },
      { ...payload, number: -1 },
      { ...payload, extra: 1 },
    ];
    for (const one of forged) expect(await verdict(one)).toBe(false);
  });

  it('of a challenge that was signed with another secret are refused', async () => {
    const other = await Stage.raise(altcha({ mostHashes: 1000, secret }));
    try {
      const foreign = await solveAltcha(await other.one.challenge('register'));
      expect(await stage.one.verify(foreign, expected)).toBe(false);
      expect(await other.one.verify(foreign, expected)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('go on counting when the signing key is changed meanwhile', async () => {
    const text = spelt(await solved());
    await (await stage.port(KeyRing)).rotate('signing');
    expect(await stage.one.verify(text, expected)).toBe(true);
    expect(await verdict(await solved())).toBe(true);
  });

  it('count on every node', async () => {
    const other = await stage.other();
    const text = spelt(await solved());
    expect(await other.verify(text, expected)).toBe(true);
  });

  it('need a secret that nobody guesses', () => {
    expect(() => altcha({ secret: 'short' })).toThrow('must have 32 characters or more');
  });
});
