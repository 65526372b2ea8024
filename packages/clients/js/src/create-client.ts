import type { AnyContract, MethodNames } from '@aethex/protocol';
import { Accounts } from './auth/accounts.js';
import type { AuthClient } from './auth/auth-client.js';
import { completeAuth } from './auth/complete.js';
import { exchangeOver } from './auth/exchange.js';
import { SessionKeeper } from './auth/session-keeper.js';
import { contractClient } from './contract-client.js';
import type { ContractClient, Mode, UseOptions } from './contract-types.js';
import { Caller } from './http/caller.js';
import { inMode } from './mode.js';
import { assembleMultiplayer } from './multiplayer/assemble.js';
import type { MultiplayerClient } from './multiplayer/multiplayer-client.js';
import { settingsOf, type ClientOptions } from './options.js';
import { assembleSaves } from './saves/assemble.js';
import type { SavesClient } from './saves/saves-client.js';
import type { SocketClient } from './socket/socket-client.js';
import { SocketKeeper } from './socket/socket-keeper.js';
import { locksOf } from './storage/locks.js';

/** Everything a game asks of its server. */
export interface Client<M extends Mode = 'result'> {
  readonly auth: AuthClient<M>;
  readonly saves: SavesClient<M>;
  readonly multiplayer: MultiplayerClient<M>;
  readonly socket: SocketClient<M>;
  /**
   * A typed client of any plugin: `client.use<typeof guestbook>('guestbook')` costs no byte at run time. Given the
   * contract itself it also knows which calls may be sent again.
   */
  use<C>(contract: string | (C & AnyContract), options?: UseOptions<MethodNames<C>>): ContractClient<C, M>;
  /** Ends timers, listeners and the socket. What is kept stays kept. */
  close(): void;
}

export function createClient(options: ClientOptions & { readonly throwOnError: true }): Client<'throw'>;
export function createClient(options: ClientOptions & { readonly throwOnError?: false }): Client;
/** Makes a client of a server. It asks for nothing until it is used, except that it sends saves which wait. */
export function createClient(options: ClientOptions): Client<Mode> {
  const mode: Mode = options.throwOnError ? 'throw' : 'result';
  const settings = settingsOf(options);
  const locks = locksOf(settings.storage, settings.reach);
  const session = new SessionKeeper(settings, locks, exchangeOver(settings));
  const caller = new Caller(settings, session);
  const socket = new SocketKeeper(settings, session);
  const { saves, autoSync } = assembleSaves({ settings, caller, session, locks, mode });
  const multiplayer = assembleMultiplayer({ settings, keeper: socket, session, caller, mode });
  socket.onState((state) => {
    if (state === 'open') autoSync.soon();
  });
  autoSync.start();
  return {
    auth: inMode(
      completeAuth(new Accounts(settings, caller, session, locks), caller, socket.send),
      mode,
    ) as AuthClient<Mode>,
    saves: inMode(saves as SavesClient, mode) as SavesClient<Mode>,
    multiplayer: inMode(multiplayer as MultiplayerClient, mode) as MultiplayerClient<Mode>,
    socket: inMode(socket as SocketClient, mode) as SocketClient<Mode>,
    use: (contract, chosen = {}) => contractClient(contract, chosen, { caller, socket: socket.send, mode }),
    close: () => {
      autoSync.stop();
      multiplayer.dispose();
      socket.dispose();
      session.close();
    },
  };
}
