import { contractsOf, defaultGame, Dispatcher, PluginHost, type Identity, type Plugin } from '@aethex/core';
import { stringify, type AnyContract, type MethodSpec } from '@aethex/protocol';
import { Refused } from '../server/refused.js';
import type { TestServer } from '../server/start-aethex.js';
import { testPlayerId } from '../server/test-accounts.js';
import { clientOver, directCall } from '../server/wire-clients.js';

/** What came of one player using every method of a plugin, and another one in another game looking on. */
export interface Life {
  readonly playerId: string;
  /** Methods for players that answered somebody who had not signed in. */
  readonly openToStrangers: readonly string[];
  /** Methods that showed the player to somebody of another game. */
  readonly leaks: readonly string[];
  /** What the plugin exports of the player, as JSON. */
  readonly exported: string;
  erase(): Promise<void>;
}

interface Example {
  readonly contract: AnyContract;
  readonly name: string;
  readonly spec: MethodSpec;
}

/** Lives the examples of a plugin's contracts: first those that change something, then those that look. */
export async function lifeOf(server: TestServer, plugin: Plugin): Promise<Life> {
  const examples = examplesOf(plugin);
  const ann = identity(await playerId(server), defaultGame);
  const bob = identity(testPlayerId('bob of another game'), 'another');
  await liveAll(server, examples, ann);
  const hooks = server
    .get(PluginHost)
    .privacy()
    .find((one) => one.plugin === plugin.spec.id)?.hooks;
  const subject = { gameId: ann.gameId, playerId: ann.id };
  return {
    playerId: ann.id,
    openToStrangers: await answering(
      server,
      examples.filter(({ spec }) => spec.who !== 'anyone'),
    ),
    leaks: await leaking(
      server,
      examples.filter(({ spec }) => spec.who !== 'admin'),
      bob,
      ann.id,
    ),
    exported: stringify(await hooks?.export(subject)),
    erase: async () => void (await hooks?.erase(subject)),
  };
}

const examplesOf = (plugin: Plugin): Example[] =>
  contractsOf(plugin).flatMap((contract) =>
    Object.entries(contract.methods).map(([name, spec]) => ({ contract, name, spec })),
  );

/** Somebody the plugin may know by itself, as the plugin of accounts does. */
async function playerId(server: TestServer): Promise<string> {
  const { sub } = JSON.parse(payloadOf(await server.as('ann').token())) as { sub?: string };
  return sub ?? testPlayerId('ann');
}

const payloadOf = (token: string): string => {
  const middle = token.split('.')[1] ?? '';
  const text = Buffer.from(middle, 'base64url').toString();
  return text.startsWith('{') ? text : '{}';
};

async function liveAll(server: TestServer, examples: readonly Example[], who: Identity): Promise<void> {
  for (const example of examples.filter(({ spec }) => !spec.sensitive)) await tried(server, example, who);
}

/** The answer of a method to its own example, as JSON; `null` when it refuses. */
async function tried(
  server: TestServer,
  { contract, name, spec }: Example,
  who: Identity | null,
): Promise<string | null> {
  const call = directCall(contract, server.get(Dispatcher), async () => who);
  const client = clientOver(contract, call) as Record<string, (input: unknown) => Promise<unknown>>;
  try {
    return stringify(await client[name]?.(spec.example?.input));
  } catch (error) {
    if (error instanceof Refused && error.code !== 'server.internal') return null;
    throw error;
  }
}

async function answering(server: TestServer, examples: readonly Example[]): Promise<string[]> {
  const answers = await Promise.all(examples.map((example) => tried(server, example, null)));
  return examples
    .filter((_, index) => answers[index] !== null)
    .map(({ contract, name }) => `${contract.id}.${name}`);
}

async function leaking(
  server: TestServer,
  examples: readonly Example[],
  who: Identity,
  playerId: string,
): Promise<string[]> {
  const leaks: string[] = [];
  for (const example of examples.filter(({ spec }) => !spec.sensitive)) {
    const answer = await tried(server, example, who);
    if (answer?.includes(playerId)) leaks.push(`${example.contract.id}.${example.name}`);
  }
  return leaks;
}

function identity(id: string, gameId: string): Identity {
  return { who: 'player', id, gameId, permissions: new Set(), sessionId: id, expiresAt: new Date(8.64e15) };
}
