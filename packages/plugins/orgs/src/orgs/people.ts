import { Api, Clock, type Caller } from '@aethex/core';
import { auth, houseError, isAethexError, type ClientOf, type Out } from '@aethex/protocol';
import { Inject, Injectable, Optional } from '@nestjs/common';

/** Milliseconds for which a proof of who somebody is counts (ASVS 5.0, 7.5.1). */
const recent = 300_000;

export interface Names {
  readonly username: string | null;
  readonly displayName: string | null;
}

/** What is known of the accounts of people, as far as the server has a plugin for accounts. */
@Injectable()
export class People {
  constructor(
    @Optional() @Api(auth) private readonly accounts: ClientOf<typeof auth> | undefined,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The caller's own profile; `null` on a server without accounts of ours. */
  async profile(): Promise<Out<typeof auth, 'getProfile'> | null> {
    return this.accounts?.getProfile({}) ?? null;
  }

  /** Whether the caller has an account that they can come back to. */
  async isSettled(): Promise<boolean> {
    return (await this.profile())?.is_guest !== true;
  }

  /** Whether the caller's session was opened with a second factor. */
  async hasSecondFactor(): Promise<boolean> {
    return !this.accounts || (await this.accounts.getSession({})).mfa;
  }

  /** Fails with `auth.reauth_required` when the caller proved who they are longer than five minutes ago. */
  async demandRecentProof(): Promise<void> {
    if (!this.accounts) return;
    const { proved_at } = await this.accounts.getSession({});
    if (this.clock.now().getTime() - Date.parse(proved_at) > recent) throw houseError('auth.reauth_required');
  }

  /** What others call somebody. */
  async names(playerId: string): Promise<Names> {
    try {
      const found = await this.accounts?.getPlayer({ user_id: playerId });
      return { username: found?.username ?? null, displayName: found?.display_name ?? null };
    } catch (error) {
      if (isAethexError(error) && error.kind === 'not_found') return { username: null, displayName: null };
      throw error;
    }
  }

  /** The caller as a player of the installation; studio people are at home where the game is live. */
  isAtHome({ who, gameId }: Caller): boolean {
    return who === 'player' && !gameId.includes(':');
  }
}
