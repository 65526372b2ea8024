import { describe, expect, it } from '@jest/globals';
import { mayReturn, withParams } from './return-url.js';

const page = 'https://game.example/signed-in';
const scheme = 'com.studio.game:/signed-in';
const live = { registered: [page, scheme], isLocal: false, base: 'https://api.game.example' };
const local = { registered: [], isLocal: true, base: 'http://127.0.0.1:8080' };

describe('an address that a sign-in leads back to', () => {
  it('is a registered one, letter by letter', () => {
    expect(mayReturn(page, 'redirect', live)).toBe(true);
    expect(mayReturn(page, 'popup', live)).toBe(true);
    expect(mayReturn(scheme, 'loopback', live)).toBe(true);
  });

  it.each([
    `${page}/`,
    `${page}?x=1`,
    `${page}#x`,
    'https://GAME.example/signed-in',
    'https://game.example/signed-in/../steal',
    'https://game.example.evil.example/signed-in',
    'https://game.example@evil.example/signed-in',
    'https://evil.example/signed-in',
    'http://game.example/signed-in',
    'https://game.example:444/signed-in',
    '//game.example/signed-in',
    'https:\\\\game.example\\signed-in',
    'https://game%2eexample/signed-in',
    'https://gаme.example/signed-in',
    'javascript:alert(1)//',
    'com.other.game:/signed-in',
    'http://127.0.0.1:3000/',
    'http://localhost:3000/',
    ` ${page}`,
    `${page}\n`,
    '',
  ])('is not %j', (address) => {
    expect(mayReturn(address, 'redirect', live)).toBe(false);
  });

  it('is any port of the player’s own machine for a native game, spelt as a number', () => {
    expect(mayReturn('http://127.0.0.1:49152/', 'loopback', live)).toBe(true);
    expect(mayReturn('http://[::1]:49152/back', 'loopback', live)).toBe(true);
    for (const other of [
      'http://localhost:49152/',
      'https://127.0.0.1:49152/',
      'http://127.0.0.1.evil.example:80/',
      'http://127.0.0.1@evil.example/',
      'http://127.0.0.1:49152//evil.example',
      'http://127.0.0.1:49152/../x',
      'http://127.0.0.1:99999/',
      'http://0x7f.1:80/',
    ])
      expect([other, mayReturn(other, 'loopback', live)]).toEqual([other, false]);
  });

  it('is a page of this machine while the game is made', () => {
    for (const address of ['http://localhost:5173/', 'http://127.0.0.1:3000/play', 'http://127.0.0.1:8080/'])
      expect(mayReturn(address, 'popup', local)).toBe(true);
    expect(mayReturn('http://192.168.0.2:3000/', 'popup', local)).toBe(false);
  });

  it('is never one that runs a script, even when somebody registered it', () => {
    const careless = { ...live, registered: ['javascript:alert(1)', 'https://ann@game.example/'] };
    for (const address of careless.registered) expect(mayReturn(address, 'redirect', careless)).toBe(false);
  });

  it('keeps its own parameters', () => {
    expect(withParams(`${page}?a=1`, { code: 'x y', state: null })).toBe(`${page}?a=1&code=x+y`);
  });
});
