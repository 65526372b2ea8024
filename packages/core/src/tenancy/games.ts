import { Injectable } from '@nestjs/common';
import type { Showing } from '../dispatch/authenticator.js';
import { defaultGame } from '../dispatch/caller.js';
import type { Environment } from './game-id.js';

/** How a studio looks in mails and on pages. */
export interface Brand {
  readonly name: string;
  /** An https address of a picture, or null. */
  readonly logoUrl: string | null;
  /** `#rrggbb`, or null. */
  readonly color: string | null;
  /** Where players may write to, or null. */
  readonly supportEmail: string | null;
}

export interface GameFacts {
  /** As callers and rows carry it. */
  readonly gameId: string;
  readonly environment: Environment;
  readonly name: string;
  /** What is not set is taken from the section `brand`. */
  readonly brand: Partial<Brand>;
}

/** A public game key that was shown. */
export interface ShownGameKey {
  readonly keyId: string;
  readonly gameId: string;
}

/** Knows the games of the deployment. The plugin of organizations brings one; without it there is the game `default`. */
export abstract class Games {
  /** The game a public key belongs to; `null` when it is unknown, expired or revoked. At once when it was seen before. */
  abstract byKey(key: string, showing?: Showing): ShownGameKey | null | Promise<ShownGameKey | null>;
  /** What is known of a game by its `game_id`, or `null`. */
  abstract find(gameId: string): Promise<GameFacts | null>;
}

/** Holds the place until the plugin that brings it has been made. */
@Injectable()
export class GamesSlot extends Games {
  private inner: Games | undefined;

  fill(inner: Games): void {
    this.inner = inner;
  }

  byKey(key: string, showing?: Showing): ShownGameKey | null | Promise<ShownGameKey | null> {
    return this.inner?.byKey(key, showing) ?? null;
  }

  async find(gameId: string): Promise<GameFacts | null> {
    if (this.inner) return this.inner.find(gameId);
    return gameId === defaultGame ? { gameId, environment: 'live', name: 'Default', brand: {} } : null;
  }
}
