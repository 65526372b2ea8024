import { matchmaking, type ClientOf } from '@aethex/protocol';
import { startAethex, testPlayerId, type TestOptions, type TestServer } from '@aethex/testing';
import { multiplayerPlugin } from '../../src/index.js';
import { QueueKeeper } from '../../src/matchmaking/queue-keeper.js';
import type { QueueInput } from '../../src/matchmaking/rules/queue-config.js';

export type Matchmaking = ClientOf<typeof matchmaking>;

/** A server with these queues. Its clock stands still, so that nothing ends by itself. */
export const serverWith = (
  queues: readonly QueueInput[] = [],
  more: Omit<TestOptions, 'plugins'> & { settings?: object; plugins?: TestOptions['plugins'] } = {},
): Promise<TestServer> => {
  const { settings, plugins = [], ...rest } = more;
  const options = { queues: [...queues], ...settings } as Parameters<typeof multiplayerPlugin>[0];
  return startAethex({ ...rest, plugins: [multiplayerPlugin(options), ...plugins] } as TestOptions);
};

export const playerOf = (server: TestServer, name: string): Matchmaking =>
  server.as(name).direct(matchmaking);

export const idOf = testPlayerId;

/** Which ticket is meant, of an answer that tells of one. */
export const idIn = ({ ticket_id }: { readonly ticket_id: string }) => ({ ticket_id });

/** Looks after every queue, and waits until the rooms of what was found are open. */
export async function settle(server: TestServer): Promise<void> {
  const keeper = server.get(QueueKeeper);
  // A clock that jumps ends the claims of queues; the second look comes after they were taken anew.
  await keeper.sweep();
  await keeper.sweep();
  await keeper.settled();
}
