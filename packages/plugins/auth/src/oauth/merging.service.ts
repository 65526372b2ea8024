import {
  Clock,
  Cluster,
  Db,
  Ids,
  Jobs,
  type Caller,
  type Identity,
  type Serves,
  type Unit,
} from '@aethex/core';
import { houseError, isAethexError, oauth, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { ProfileBook } from '../accounts/profile-book.js';
import { Account } from '../entities/account.entity.js';
import { GamePlayer } from '../players/game-player.entity.js';
import { isGuest } from '../rules/profile.js';
import { Endings } from '../sessions/endings.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { TokenAuthenticator } from '../tokens/token-authenticator.js';
import { AccountMerge } from './account-merge.entity.js';

/** The job that gives everything of a guest away. */
export const mergeJob = 'auth.merge';
/** Milliseconds after which no node takes the guest's tokens any more, so that nothing new comes while things are given away. */
const settlesIn = 3000;
/** With the back-off of jobs about half a day. */
const tries = 20;

type Served = Pick<Serves<typeof oauth>, 'merge'>;
type Status = AccountMerge['status'];

/** Guests who turn out to have an account. */
@Injectable()
export class MergingService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly authenticator: TokenAuthenticator,
    private readonly tokens: AccessTokens,
    private readonly endings: Endings,
    private readonly profiles: ProfileBook,
    private readonly jobs: Jobs,
    private readonly cluster: Cluster,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async merge({ guest_token }: In<typeof oauth, 'merge'>, caller: Caller): Promise<{ status: Status }> {
    const before = await this.merged(guest_token, caller);
    if (before) return { status: before.status };
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    const guest = await this.guestOf(guest_token);
    if (!guest || guest.pool !== account.pool || guest.id === account.id) throw guestInvalid();
    if (!isGuest(guest) || isGuest(account)) throw oauth.error('merge', 'not_guest');
    await this.db.write((em) => this.begin(em, guest, account, caller));
    return { status: 'merging' };
  }

  /** A merge that this very token has begun: asking again is no error. */
  private async merged(token: string, { id: intoId }: Caller): Promise<AccountMerge | null> {
    const claims = await this.tokens.read(token).catch(() => null);
    const merge = claims && (await this.db.pick(AccountMerge, { fromId: claims.sub }));
    return merge?.intoId === intoId ? merge : null;
  }

  private async guestOf(token: string): Promise<Account | null> {
    const identity = await this.whoIs(token);
    return identity && this.accounts.byId(identity.id);
  }

  private async whoIs(token: string): Promise<Identity | null> {
    try {
      return await this.authenticator.who(token);
    } catch (error) {
      if (isAethexError(error) && error.kind === 'unauthenticated') return null;
      throw error;
    }
  }

  /** From here on nobody is the guest, and the job cannot be lost: it is added in the same write. */
  private async begin(em: Unit, guest: Account, { id: intoId }: Account, { gameId }: Caller): Promise<void> {
    const { id: fromId } = guest;
    const asGuest = { id: fromId, email: null, username: null, links: 0, isActive: true };
    if ((await em.change(Account, asGuest, { isActive: false })) === 0)
      throw oauth.error('merge', 'not_guest');
    const seen = await em.findBy(GamePlayer, { playerId: fromId });
    const games = [...new Set([gameId, ...seen.map((one) => one.gameId)])];
    const createdAt = this.clock.now();
    const id = this.ids.next();
    const row: AccountMerge = { id, fromId, intoId, games, status: 'merging', createdAt, mergedAt: null };
    if (!(await em.add(AccountMerge, row))) throw oauth.error('merge', 'not_guest');
    await this.endings.endAll(em, fromId, 'merged');
    await this.profiles.forget(fromId);
    const at = new Date(createdAt.getTime() + (this.cluster.mayHaveOthers ? settlesIn : 0));
    await this.jobs.add({ name: mergeJob, data: { merge_id: id, guest_id: fromId, games }, at, tries });
  }
}

const guestInvalid = () => oauth.error('merge', 'guest_invalid');
