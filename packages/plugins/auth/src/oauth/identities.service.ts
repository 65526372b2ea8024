import { Clock, Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { houseError, oauth, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { Account } from '../entities/account.entity.js';
import { Notices } from '../mails/notices.js';
import { RecentProof } from '../mfa/recent-proof.js';
import { readEmail } from '../rules/email.js';
import { isGuest } from '../rules/profile.js';
import { isUuid } from '../rules/uuid.js';
import { BoundProviders } from './bound-providers.js';
import { ExternalLink } from './external-identity.entity.js';
import { ExternalLinks, type Vouched } from './external-links.js';
import { OauthService } from './oauth.service.js';

type Served = Pick<Serves<typeof oauth>, 'identities' | 'link' | 'unlink'>;

/** The identities at providers that a player's account is known by. */
@Injectable()
export class IdentitiesService implements Served {
  constructor(
    private readonly db: Db,
    private readonly bound: BoundProviders,
    private readonly links: ExternalLinks,
    private readonly accounts: AccountStore,
    private readonly proof: RecentProof,
    private readonly oauthService: OauthService,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  async identities(_input: In<typeof oauth, 'identities'>, { id }: Caller) {
    return { identities: (await this.links.of(id)).map(shown) };
  }

  async link(input: In<typeof oauth, 'link'>, caller: Caller) {
    const account = await this.ownAccount(caller);
    // A guest has nothing to prove themselves with but the session.
    if (!isGuest(account)) await this.proof.demand(caller);
    const { vouched } = await this.oauthService.proven(input, caller, caller.id);
    const found = await this.links.find(account.pool, vouched.identity);
    if (found && found.playerId !== account.id) throw oauth.error('link', 'already_linked');
    if (found) {
      await this.links.touch(found, vouched.identity);
      return shown(found);
    }
    return this.add(account, vouched, caller.gameId);
  }

  async unlink({ identity_id }: In<typeof oauth, 'unlink'>, caller: Caller) {
    await this.proof.demand(caller);
    await this.db.write(async (em) => {
      // The row is touched first, so that two calls cannot take the last two ways in at once.
      await em.change(Account, { id: caller.id }, { updatedAt: this.clock.now() });
      const link = isUuid(identity_id)
        ? await em.pick(ExternalLink, { id: identity_id, playerId: caller.id })
        : null;
      if (!link) throw oauth.error('unlink', 'identity_not_found');
      const account = await em.pick(Account, { id: caller.id });
      if (!account || !hasOtherWay(account)) throw oauth.error('unlink', 'last_method');
      await this.links.drop(em, link);
      await this.tell(account, caller.gameId, 'unlinked', link.provider);
    });
    return null;
  }

  private async add(account: Account, vouched: Vouched, gameId: string) {
    const row = await this.links.rowOf(vouched, account.pool);
    await this.db.write(async (em) => {
      if (!(await this.links.add(em, account, row))) throw oauth.error('link', 'already_linked');
      await this.takeAddress(em, account, vouched);
      await this.tell(account, gameId, 'linked', vouched.provider);
    });
    return shown({ ...row, playerId: account.id });
  }

  /** Whoever owns the account hears of it, by the address it had before. A provider may be bound no more. */
  private tell(account: Account, gameId: string, now: 'linked' | 'unlinked', name: string): Promise<void> {
    const provider = this.bound.titleOf(name) ?? name;
    return this.notices.identityChanged(account, gameId, { now, provider });
  }

  /** An account without an address gets the one that was proved, when nobody else has it. */
  private async takeAddress(em: Unit, account: Account, { provider, identity }: Vouched): Promise<void> {
    const { email, emailVerified } = identity;
    const trusted = emailVerified && this.bound.find(provider).provider.about().trustsEmail;
    const forms = email === null || !trusted || account.email !== null ? null : readEmail(email);
    if (!forms || !(await this.accounts.claim(em, account, 'email', forms.key))) return;
    await em.change(Account, { id: account.id, email: null }, { email: forms.shown, isVerified: true });
  }

  private async ownAccount({ id }: Caller): Promise<Account> {
    const account = await this.accounts.byId(id);
    if (!account) throw houseError('auth.session_revoked');
    return account;
  }
}

/** A password needs a name to go with it. The secret of a guest's device opens no full account. */
const hasOtherWay = ({ links, passwordHash, email, username }: Account): boolean =>
  links > 1 || (passwordHash !== null && (email !== null || username !== null));

const shown = ({ id, provider, email, name, linkedAt, usedAt }: ExternalLink) => ({
  identity_id: id,
  provider,
  email,
  name,
  linked_at: linkedAt.toISOString(),
  used_at: usedAt.toISOString(),
});
