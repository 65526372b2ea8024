import { Db, type Caller, type Identity, type Serves } from '@aethex/core';
import { isAethexError, players, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { Endings } from '../sessions/endings.js';
import { TokenAuthenticator } from '../tokens/token-authenticator.js';
import { Bans } from './bans.js';
import { Roster } from './roster.js';
import { shownBan, verifiedPart } from './shown.js';

type Served = Pick<Serves<typeof players>, 'ban' | 'unban' | 'bans' | 'endSessions' | 'verifyToken'>;

const nobody = { active: false, player: null, session_id: null, expires_at: null };

/** What a studio may do about the players of its game. */
@Injectable()
export class ModerationService implements Served {
  constructor(
    private readonly db: Db,
    private readonly roster: Roster,
    private readonly banBook: Bans,
    private readonly endings: Endings,
    private readonly accounts: AccountStore,
    private readonly tokens: TokenAuthenticator,
  ) {}

  async ban({ player_id: playerId, reason, note, seconds }: In<typeof players, 'ban'>, caller: Caller) {
    await this.demand(playerId, caller);
    const { gameId, id: by } = caller;
    const ban = await this.banBook.put({ playerId, gameId, reason, note: note ?? null, seconds, by });
    if (!ban) throw notFound();
    return shownBan(ban, true);
  }

  async unban({ player_id }: In<typeof players, 'unban'>, caller: Caller) {
    await this.demand(player_id, caller);
    await this.banBook.lift(player_id, caller.gameId, caller.id);
    return null;
  }

  async bans({ player_id }: In<typeof players, 'bans'>, caller: Caller) {
    await this.demand(player_id, caller);
    const bans = await this.banBook.history(player_id, caller.gameId);
    return { bans: bans.map((ban) => shownBan(ban, this.banBook.isInForce(ban))) };
  }

  async endSessions({ player_id }: In<typeof players, 'endSessions'>, caller: Caller) {
    await this.demand(player_id, caller);
    const ended = await this.db.write((em) => this.endings.endGame(em, player_id, caller.gameId, 'revoked'));
    return { ended };
  }

  async verifyToken({ token }: In<typeof players, 'verifyToken'>, { gameId }: Caller) {
    const identity = await this.identityOf(token);
    if (identity?.gameId !== gameId) return nobody;
    const account = await this.accounts.byId(identity.id);
    if (!account?.isActive) return nobody;
    return {
      active: true,
      player: verifiedPart(account),
      session_id: identity.sessionId,
      expires_at: identity.expiresAt.toISOString(),
    };
  }

  private async identityOf(token: string): Promise<Identity | null> {
    try {
      return await this.tokens.who(token);
    } catch (error) {
      if (isAethexError(error) && error.kind === 'unauthenticated') return null;
      throw error;
    }
  }

  private async demand(playerId: string, { gameId }: Caller): Promise<void> {
    if (!(await this.roster.find(playerId, gameId))) throw notFound();
  }
}

const notFound = () => players.error('ban', 'not_found');
