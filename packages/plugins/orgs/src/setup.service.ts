import { Clock, Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuditLog } from './audit/audit-log.js';
import { GameBook } from './games/game-book.js';
import { Game } from './games/game.entity.js';
import { Admins } from './orgs/admins.js';
import { Member } from './orgs/member.entity.js';
import { Org } from './orgs/org.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { People } from './orgs/people.js';
import { SetupLink } from './orgs/setup-link.entity.js';
import { shownOrg } from './orgs/shown.js';
import { hashOf, isSecret } from './rules/secret.js';

type Served = Pick<Serves<typeof orgs>, 'setup'>;

/** How an installation gets its admins. */
@Injectable()
export class SetupService implements Served {
  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly admins: Admins,
    private readonly store: OrgStore,
    private readonly people: People,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async setup({ token, name }: In<typeof orgs, 'setup'>, caller: Caller) {
    if (!this.people.isAtHome(caller) || !(await this.people.isSettled()))
      throw orgs.error('setup', 'account_needed');
    const org = await this.db.write(async (em) => {
      await this.use(em, token);
      await this.admins.add(em, caller);
      const first = await this.firstOrg(em, caller, name);
      const about = { name: first.name };
      await this.audit.note(em, { orgId: first.id, caller, method: 'orgs.setup', about });
      return first;
    });
    return shownOrg(org, 'owner');
  }

  /** Of many who have the link one uses it. */
  private async use(em: Unit, token: string): Promise<void> {
    const tokenHash = isSecret('aad', token) ? hashOf(token) : null;
    const link = tokenHash === null ? null : await em.pick(SetupLink, { tokenHash, usedAt: null });
    const now = this.clock.now();
    const isGood = link !== null && now < link.expiresAt;
    if (!isGood || (await em.change(SetupLink, { id: link.id, usedAt: null }, { usedAt: now })) === 0)
      throw orgs.error('setup', 'setup_invalid');
  }

  /** The organization of the game `default`, of which the caller is an owner from now on. */
  private async firstOrg(em: Unit, caller: Caller, name: string): Promise<Org> {
    const game = await this.games.first(em);
    const org = game.orgId === null ? null : await em.pick(Org, { id: game.orgId });
    if (org) return this.owned(em, org, caller);
    const founded = await this.store.found(em, caller, { name, requireMfa: false });
    await em.change(Game, { id: game.id, orgId: null }, { orgId: founded.id });
    await this.games.changed(em, { ...game, orgId: founded.id });
    return founded;
  }

  private async owned(em: Unit, org: Org, { id: playerId }: Caller): Promise<Org> {
    if (await this.store.join(em, org.id, playerId, 'owner')) return org;
    await em.change(Member, { orgId: org.id, playerId }, { role: 'owner' });
    await this.store.changed(em, org.id, playerId);
    return org;
  }
}
