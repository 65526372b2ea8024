import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Authenticator } from '@aethex/core';
import { leaksOf } from '../src/house-rules/leaks/leak-hunt.js';
import { madeUpTokens } from '../src/house-rules/leaks/made-up-tokens.js';
import { startAethex, type TestServer } from '../src/index.js';
import { desk, notesPlugin, type Flaw } from './fixtures/leaky-notes.js';

describe('the hunt for leaks', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [notesPlugin(), madeUpTokens()] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    desk.notes = [];
  });

  const leaks = async (flaw: Flaw): Promise<string[]> => {
    desk.flaw = flaw;
    const victim = await server.get(Authenticator).who(await server.as('victim').token());
    return leaksOf(server, notesPlugin(), victim);
  };

  it('finds nothing where nothing leaks', async () => {
    expect(await leaks('none')).toEqual([]);
    expect(desk.notes.some(({ text }) => text.includes('canary'))).toBe(true);
  });

  it.each<[Flaw, RegExp]>([
    ['reads any note', /^notes\.read over rest: a player of another game is shown canary-\d+-of-victim of/],
    [
      'reads any note of the game',
      /^notes\.read over direct: another player of the same game is shown canary/,
    ],
    [
      'believes servers',
      /^notes\.read over rest: a server key of another game with all permissions is shown/,
    ],
    [
      'believes servers',
      /^notes\.read over rest: a server key of the same game without permissions is shown/,
    ],
    ['forgets the environment', /^notes\.read over rest: an admin of another environment is shown canary/],
    [
      'says whose it is not',
      /^notes\.read over rest: another player of the same game can tell a foreign note_id \(403 notes\.forbidden .* from one that does not exist \(404 notes\.not_found/,
    ],
    [
      'names the owner',
      /^notes\.read over direct: a player of another game is shown [0-9a-f-]{36} of the victim/,
    ],
    [
      'tears any note',
      /^notes\.tear over rest: another player of the same game changes what the victim reads by notes\.list/,
    ],
    [
      'fails on foreign ones',
      /^notes\.read over direct: an admin of another game is answered with server\.internal/,
    ],
    [
      'shows environments each other',
      /^notes\.newest over rest: a player of another environment is shown canary/,
    ],
    ['refuses its own examples', /^The examples of notes\.write, notes\.read are refused/],
  ])('tells in words which method and stranger it was when a plugin %s', async (flaw, sentence) => {
    expect(await leaks(flaw)).toContainEqual(expect.stringMatching(sentence));
  });
});
