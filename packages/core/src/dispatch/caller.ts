import type { Who } from '@aethex/protocol';
import type { ShownGameKey } from '../tenancy/games.js';

export type Wire = 'rest' | 'rpc' | 'socket' | 'direct';

/** Whom a credential speaks for. */
export interface Identity {
  readonly who: Exclude<Who, 'anyone'>;
  /** The player's id; of a server or an admin the id of its key or account. */
  readonly id: string;
  readonly gameId: string;
  readonly permissions: ReadonlySet<string>;
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** The key the credential is or comes from; of a player undefined. */
  readonly keyId?: string;
}

/** Who is calling, as every service sees it. It comes from the credential, never from the input. */
export interface Caller {
  readonly who: Who;
  /** Empty for `anyone`. */
  readonly id: string;
  readonly gameId: string;
  readonly permissions: ReadonlySet<string>;
  /** Empty for `anyone`. */
  readonly sessionId: string;
  /** The public or secret key that named the game; empty when none did. */
  readonly keyId: string;
  readonly requestId: string;
  /** IP address, or empty when the call did not come over a network. */
  readonly address: string;
  readonly userAgent: string;
  readonly wire: Wire;
}

const none: ReadonlySet<string> = new Set();

/** The game of a deployment that has only one. */
export const defaultGame = 'default';

/** What a wire knows of a call besides its input. */
export interface Origin {
  readonly wire: Wire;
  readonly requestId: string;
  readonly address: string;
  readonly userAgent: string;
  /** The `Origin` a browser names. */
  readonly browserOrigin?: string | undefined;
}

/** Who calls: whoever the credential speaks for, or anyone in the game of a public key, or anyone at all. */
export function callerOf(identity: Identity | null, origin: Origin, game?: ShownGameKey | null): Caller {
  return {
    who: identity?.who ?? 'anyone',
    id: identity?.id ?? '',
    gameId: identity?.gameId ?? game?.gameId ?? defaultGame,
    permissions: identity?.permissions ?? none,
    sessionId: identity?.sessionId ?? '',
    keyId: identity?.keyId ?? game?.keyId ?? '',
    requestId: origin.requestId,
    address: origin.address,
    userAgent: origin.userAgent,
    wire: origin.wire,
  };
}

/**
 * The player a `:user_id` means: the caller for `me` and for their own id, another player for a caller who holds the
 * permission, else `null`, which reads as not found.
 */
export function playerOf(userId: string, caller: Caller, permission?: string): string | null {
  if (caller.who === 'player' && (userId === 'me' || userId === caller.id)) return caller.id;
  return permission !== undefined && userId !== 'me' && caller.permissions.has(permission) ? userId : null;
}
