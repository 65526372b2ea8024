import { Db, type Unit } from '@aethex/core';
import { auth, oauth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { AuthLimits } from '../accounts/auth-limits.js';
import { Registration } from '../accounts/registration.js';
import { AuthConfig } from '../auth.config.js';
import type { Account } from '../entities/account.entity.js';
import { AddressClaims } from '../mails/address-claims.js';
import { SecondFactor } from '../mfa/second-factor.js';
import { Bans, suspendedForGood } from '../players/bans.js';
import { readEmail, type EmailForms } from '../rules/email.js';
import { SignIn, type Entrance, type Opened } from '../sessions/sign-in.js';
import { BoundProviders } from './bound-providers.js';
import { ExternalLinks, type Vouched } from './external-links.js';
import { nameFrom } from './rules/provider-facts.js';

/** An account that a provider's word has led to. */
interface Settled {
  readonly account: Account;
  readonly created: boolean;
}

/** Somebody else was faster; another look shows what they have done. */
class Overtaken extends Error {}

const mostLooks = 5;

/** Lets those in whom a provider vouches for: into the account that is linked, into the one with their address, or into a new one. */
@Injectable()
export class ExternalEntry {
  constructor(
    private readonly db: Db,
    private readonly providers: BoundProviders,
    private readonly links: ExternalLinks,
    private readonly accounts: AccountStore,
    private readonly claims: AddressClaims,
    private readonly registration: Registration,
    private readonly limits: AuthLimits,
    private readonly bans: Bans,
    private readonly secondFactor: SecondFactor,
    private readonly signIn: SignIn,
    private readonly config: AuthConfig,
  ) {}

  /** Opens a session; `note` is told of it inside the same write, and may refuse it. */
  async enter(
    vouched: Vouched,
    entrance: Entrance,
    note: (em: Unit, opened: Opened) => Promise<void>,
  ): Promise<{ opened: Opened; created: boolean }> {
    const { account, created } = await this.settle(vouched, entrance);
    if (!account.isActive) throw auth.error('login', 'suspended', suspendedForGood);
    await this.bans.refuse(account, entrance.caller.gameId);
    await this.secondFactor.demand(account, entrance);
    const opened = await this.db.write(async (em) => {
      const session = await this.signIn.open(em, account, entrance);
      // Suspended, or given another password, in this very moment.
      if (!session) throw oauth.error('exchange', 'code_invalid');
      await note(em, session);
      return session;
    });
    return { opened, created };
  }

  private async settle(vouched: Vouched, entrance: Entrance): Promise<Settled> {
    for (let look = 1; ; look += 1) {
      try {
        return (await this.linked(vouched, entrance)) ?? (await this.unlinked(vouched, entrance));
      } catch (error) {
        if (!(error instanceof Overtaken) || look === mostLooks) throw error;
      }
    }
  }

  private async linked({ identity }: Vouched, { caller }: Entrance): Promise<Settled | null> {
    const link = await this.links.find(this.accounts.poolOf(caller.gameId), identity);
    const account = link && (await this.accounts.byId(link.playerId));
    if (!link || !account) return null;
    await this.links.touch(link, identity);
    return { account, created: false };
  }

  private async unlinked(vouched: Vouched, entrance: Entrance): Promise<Settled> {
    const { gameId } = entrance.caller;
    const { email, emailVerified } = vouched.identity;
    const forms = email === null ? null : readEmail(email);
    const trusted = emailVerified && this.providers.find(vouched.provider).provider.about().trustsEmail;
    const holder = forms && (await this.accounts.byIdentity({ kind: 'email', key: forms.key }, gameId));
    if (holder?.isVerified && trusted) return this.join(holder, vouched);
    // Where registration tells nobody which addresses are taken, an address that anybody could have typed must not either.
    const mayTell = emailVerified || this.config.registration !== 'verify_first';
    if (holder && !trusted && mayTell) throw oauth.error('exchange', 'link_required');
    return this.create(vouched, entrance, trusted ? forms : null);
  }

  private async join(account: Account, vouched: Vouched): Promise<Settled> {
    const row = await this.links.rowOf(vouched, account.pool);
    await this.db.write(async (em) => {
      if (!(await this.links.add(em, account, row))) throw new Overtaken();
    });
    return { account: { ...account, links: account.links + 1 }, created: false };
  }

  /** An address that an account holds without having proved it is taken from it first (O4). */
  private async create(vouched: Vouched, { caller }: Entrance, email: EmailForms | null): Promise<Settled> {
    this.registration.demandOpen();
    await this.limits.registration(caller);
    const pool = this.accounts.poolOf(caller.gameId);
    const row = await this.links.rowOf(vouched, pool);
    const about = {
      displayName: nameFrom(vouched.identity),
      email: email?.shown ?? null,
      isVerified: email !== null,
    };
    const account = await this.db.write(async (em) => {
      if (email && !(await this.claims.freeUnverified(em, email.key, pool))) throw new Overtaken();
      const made = await this.accounts.add(em, about, caller.gameId);
      if (email && !(await this.accounts.claim(em, made, 'email', email.key))) throw new Overtaken();
      if (!(await this.links.add(em, made, row))) throw new Overtaken();
      return made;
    });
    return { account: { ...account, links: 1 }, created: true };
  }
}
