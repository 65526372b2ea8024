import { Clock, Db, type Caller, type Serves } from '@aethex/core';
import { houseError, orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Game } from './games/game.entity.js';
import { OrgsConfig } from './orgs.config.js';
import { Admins } from './orgs/admins.js';
import { Member } from './orgs/member.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { Org } from './orgs/org.entity.js';
import { People } from './orgs/people.js';
import { shownOrg } from './orgs/shown.js';
import { Standings } from './orgs/standings.js';
import { firstId, paged, readCursor } from './rules/cursor.js';

type Served = Pick<Serves<typeof orgs>, 'create' | 'list' | 'get' | 'update' | 'delete'>;

/** Studios: founded, shown, changed, deleted. */
@Injectable()
export class OrgsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
    private readonly store: OrgStore,
    private readonly admins: Admins,
    private readonly people: People,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async create({ name, require_mfa }: In<typeof orgs, 'create'>, caller: Caller) {
    const mayFound = this.config.creation === 'anyone' && this.people.isAtHome(caller);
    if (!mayFound && !(await this.admins.has(caller))) throw orgs.error('create', 'creation_closed');
    if (!(await this.people.isSettled())) throw orgs.error('create', 'account_needed');
    await this.refuseLockOut(require_mfa);
    const org = await this.db.write((em) => this.store.found(em, caller, { name, requireMfa: require_mfa }));
    return shownOrg(org, 'owner');
  }

  async list({ all, cursor, limit }: In<typeof orgs, 'list'>, caller: Caller) {
    const after = readCursor(cursor, firstId);
    if (all) return this.listAll(caller, after, limit);
    if (!this.people.isAtHome(caller)) return { orgs: [], next_cursor: null };
    const members = await this.db.read((em) =>
      em.find(Member, {
        where: { playerId: caller.id, id: MoreThan(after) },
        order: { id: 'ASC' },
        take: limit + 1,
      }),
    );
    const { rows, next } = paged(members, limit);
    const found = await this.store.byIds(rows.map(({ orgId }) => orgId));
    const mine = rows.flatMap(({ orgId, role }) => {
      const org = found.get(orgId);
      return org && !org.deletedAt ? [shownOrg(org, role)] : [];
    });
    return { orgs: mine, next_cursor: next };
  }

  async get({ org_id }: In<typeof orgs, 'get'>, caller: Caller) {
    const { org, role, permissions } = await this.standings.of(caller, org_id);
    return { ...shownOrg(org, role), permissions: [...permissions] };
  }

  async update({ org_id, name, require_mfa }: In<typeof orgs, 'update'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.update');
    await this.refuseLockOut(require_mfa);
    const changes: Partial<Org> = { name, requireMfa: require_mfa, updatedAt: this.clock.now() };
    return this.db.write(async (em) => {
      const { org, role } = await this.standings.locked(em, caller, org_id, 'orgs.update');
      await em.change(Org, { id: org_id }, changes);
      if (require_mfa && !org.requireMfa) await this.store.endAll(em, org_id);
      return shownOrg((await em.pick(Org, { id: org_id })) ?? org, role);
    });
  }

  async delete({ org_id }: In<typeof orgs, 'delete'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.delete');
    await this.people.demandRecentProof();
    await this.db.write(async (em) => {
      await this.standings.locked(em, caller, org_id, 'orgs.delete');
      if ((await em.countBy(Game, { orgId: org_id, deletedAt: IsNull() })) > 0)
        throw orgs.error('delete', 'has_games');
      const now = this.clock.now();
      await em.change(Org, { id: org_id }, { deletedAt: now, updatedAt: now });
      await this.store.endAll(em, org_id);
    });
    return null;
  }

  private async listAll(caller: Caller, after: string, limit: number) {
    if (!(await this.admins.has(caller))) throw houseError('request.forbidden');
    const found = await this.db.read((em) =>
      em.find(Org, {
        where: { id: MoreThan(after), deletedAt: IsNull() },
        order: { id: 'ASC' },
        take: limit + 1,
      }),
    );
    const { rows, next } = paged(found, limit);
    const shown = rows.map(async (org) => {
      const member = await this.db.pick(Member, { orgId: org.id, playerId: caller.id });
      return shownOrg(org, member?.role ?? null);
    });
    return { orgs: await Promise.all(shown), next_cursor: next };
  }

  /** Whoever asks others for a second factor has shown one. */
  private async refuseLockOut(requireMfa: boolean | undefined): Promise<void> {
    if (requireMfa && !(await this.people.hasSecondFactor())) throw orgs.error('update', 'mfa_required');
  }
}
