import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { resolveSections } from '../../config/resolve.js';
import { configSection, secret } from '../../config/section.js';
import { differences, printsOf } from './config-prints.js';

class Game extends configSection('game', { lives: z.number().default(3), token: secret().optional() }) {}
class Http extends configSection('http', { port: z.number().default(1) }) {}

const prints = (file: Record<string, Record<string, unknown>>) =>
  printsOf(resolveSections([Game, Http], { file, fileName: 'a file', env: {}, flags: {} }).resolved);

describe('the prints of settings', () => {
  it('name what two nodes have set differently', () => {
    expect(differences(prints({}), prints({ game: { lives: 4 } }))).toEqual(['game.lives']);
    expect(differences(prints({ game: { lives: 3 } }), prints({}))).toEqual([]);
  });

  it('name settings that only one of them knows', () => {
    expect(differences({}, prints({}))).toEqual(['game.lives']);
  });

  it('leave out secrets, and what is a host’s own business', () => {
    const [one, other] = [prints({}), prints({ game: { token: 'abc' }, http: { port: 2 } })];
    expect(differences(one, other)).toEqual([]);
    expect(Object.keys(other)).toEqual(['game.lives']);
  });
});
