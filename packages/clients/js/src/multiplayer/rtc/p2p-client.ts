import type { Mode, Reply } from '../../contract-types.js';
import type { Undo } from '../../listeners.js';
import type { ErrorInfo } from '../../result.js';
import type { Path } from './peer-link.js';

export interface P2pOptions {
  /** Hides the player’s address: connections go through TURN servers only. */
  readonly relayOnly?: boolean;
}

export interface P2pEvents {
  message: [from: string, data: unknown];
  /** Messages of a player go another way from now on. Nothing is lost or told twice. */
  path: [playerId: string, path: Path];
}

/** Messages from player to player: straight where that is possible, through the server where it is not. */
export interface P2pClient<M extends Mode = 'result'> {
  /**
   * Sends JSON or bytes to a player of the room, in order. `reliable: false` rather loses a message than wait for it.
   * The first message begins a direct connection and goes through the server.
   */
  send(playerId: string, data: unknown, options?: { readonly reliable?: boolean }): Reply<M, null, ErrorInfo>;
  /** Begins a direct connection, and says which way there is when it has come about or has failed. */
  connect(playerId: string): Promise<Path>;
  path(playerId: string): Path;
  on<Name extends keyof P2pEvents>(event: Name, listener: (...args: P2pEvents[Name]) => void): Undo;
  close(playerId: string): void;
}
