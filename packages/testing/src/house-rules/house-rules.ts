import { Authenticator, type Plugin } from '@aethex/core';
import { assert } from '../contracts/suite.js';
import { engines } from '../engines/engines.js';
import { startAethex, type TestServer } from '../server/start-aethex.js';
import { extraFieldTrouble } from './extra-fields.js';
import { driftAfterRoundTrip } from './drift.js';
import { leaksOf } from './leaks/leak-hunt.js';
import { madeUpTokens } from './leaks/made-up-tokens.js';
import { lifeOf, type Life } from './life.js';
import { mentionsOf } from './mentions.js';
import { exampleTrouble, idTrouble, readmeTrouble, tableTrouble } from './facts.js';

interface Globals {
  readonly it: (name: string, run: () => Promise<void> | void, timeout?: number) => void;
  readonly beforeAll: (run: () => Promise<void>, timeout?: number) => void;
  readonly afterAll: (run: () => Promise<void>) => void;
  readonly describe: (name: string, run: () => void) => void;
}

/** What a plugin must be given to be tried. */
export interface HouseRulesOptions {
  /** Where the plugin's README is; without it the rule about its headings is not tried. */
  readonly readme?: URL;
  /** Plugins it needs beside it, such as one that brings accounts. */
  readonly beside?: readonly Plugin[];
  /** The token of somebody who may use its examples; by default a player nobody knows yet. */
  readonly victim?: (server: TestServer) => Promise<string>;
}

/** Milliseconds for one rule. */
const patience = 60_000;

/**
 * Tries what reviewers forget: `houseRules(guestbookPlugin())`. Names begin with the plugin's id; tables carry the
 * game and migrate without drift on every engine; every method has a summary and an example that parses and refuses
 * fields it does not know; strangers of every kind see and change nothing and cannot tell what is there from what is
 * not; what is exported is what is kept; after an erasure no column mentions the player.
 */
export function houseRules(plugin: Plugin, options: HouseRulesOptions = {}): void {
  const { it, describe, beforeAll, afterAll } = globalThis as unknown as Globals;
  describe(`house rules for "${plugin.spec.id}"`, () => {
    it('its id begins the names of its tables, codes, permissions and jobs', () =>
      assert.deepEqual(idTrouble(plugin), []));
    it('every table says whose it is: a game, a pool, or a row it belongs to', () =>
      assert.deepEqual(tableTrouble(plugin), []));
    it('every method has a summary and an example that parses', () =>
      assert.deepEqual(exampleTrouble(plugin), []));
    it('every method refuses fields it does not know, in every object it takes', () =>
      assert.deepEqual(extraFieldTrouble(plugin), []));
    if (options.readme)
      it('its README has the five headings', () =>
        assert.deepEqual(readmeTrouble(options.readme as URL), []));
    for (const engine of engines()) {
      it(
        `its tables go up, down and up again on ${engine.name} without drift`,
        async () => assert.deepEqual(await driftAfterRoundTrip(plugin, engine), []),
        patience,
      );
    }
    describe('with players of two games', () => {
      let server: TestServer;
      let life: Life;
      beforeAll(async () => {
        server = await startAethex({ plugins: [...(options.beside ?? []), plugin, madeUpTokens()] });
        life = await lifeOf(server, plugin);
      }, patience);
      afterAll(() => server.stop());

      it('asks whoever has not signed in to do so', () => assert.deepEqual(life.openToStrangers, []));
      it('shows a player of another game nothing of the first', () => assert.deepEqual(life.leaks, []));
      it(
        'keeps what is a player’s from every kind of stranger, and shows them the same as if it were not there',
        async () => {
          const token = await (options.victim?.(server) ?? server.as('victim').token());
          const victim = await server.get(Authenticator).who(token);
          assert.deepEqual(await leaksOf(server, plugin, victim), []);
        },
        patience,
      );
      it('exports what it keeps of a player', async () => {
        const kept = await mentionsOf(server, plugin, life.playerId);
        if (kept.length > 0)
          assert.ok(life.exported.length > 2, `It keeps ${kept.join(', ')} and exports nothing.`);
      });
      it('mentions a player nowhere after the erasure, which may come twice', async () => {
        await life.erase();
        await life.erase();
        assert.deepEqual(await mentionsOf(server, plugin, life.playerId), []);
      });
    });
  });
}
