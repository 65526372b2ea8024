import { Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { InvitationBook } from './orgs/invitation-book.js';
import { Member } from './orgs/member.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { People } from './orgs/people.js';
import { RoleBook } from './orgs/role-book.js';
import { shownMember } from './orgs/shown.js';
import { Standings, type Standing } from './orgs/standings.js';
import { firstId, paged, readCursor } from './rules/cursor.js';
import { reaches } from './rules/escalation.js';

type Served = Pick<Serves<typeof orgs>, 'members' | 'setRole' | 'removeMember' | 'leave' | 'transfer'>;

/** Who belongs to an organization, and as what. */
@Injectable()
export class MembersService implements Served {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
    private readonly store: OrgStore,
    private readonly roles: RoleBook,
    private readonly people: People,
    private readonly invitations: InvitationBook,
  ) {}

  async members({ org_id, cursor, limit }: In<typeof orgs, 'members'>, caller: Caller) {
    await this.standings.demand(caller, org_id);
    const where = { orgId: org_id, id: MoreThan(readCursor(cursor, firstId)) };
    const found = await this.db.read((em) =>
      em.find(Member, { where, order: { id: 'ASC' }, take: limit + 1 }),
    );
    const { rows, next } = paged(found, limit);
    return { members: await Promise.all(rows.map((member) => this.shown(member))), next_cursor: next };
  }

  async setRole({ org_id, player_id, role }: In<typeof orgs, 'setRole'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.members');
    const member = await this.db.write(async (em) => {
      const actor = await this.standings.locked(em, caller, org_id, 'orgs.members');
      const other = await this.reached(actor, player_id);
      const wanted = await this.roles.find(org_id, role);
      if (!wanted) throw orgs.error('setRole', 'role_not_found');
      if (!reaches(actor, wanted)) throw orgs.error('setRole', 'escalation');
      if (role !== 'owner') await this.keepAnOwner(em, other);
      await em.change(Member, { id: other.member.id }, { role });
      await this.store.changed(em, org_id, player_id);
      return { ...other.member, role };
    });
    return this.shown(member);
  }

  async removeMember({ org_id, player_id }: In<typeof orgs, 'removeMember'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.members');
    await this.db.write(async (em) => {
      const actor = await this.standings.locked(em, caller, org_id, 'orgs.members');
      await this.remove(em, await this.reached(actor, player_id));
    });
    return null;
  }

  async leave({ org_id }: In<typeof orgs, 'leave'>, caller: Caller) {
    await this.standings.of(caller, org_id);
    await this.db.write(async (em) => this.remove(em, await this.standings.locked(em, caller, org_id)));
    return null;
  }

  async transfer({ org_id, player_id }: In<typeof orgs, 'transfer'>, caller: Caller) {
    const { role } = await this.standings.demand(caller, org_id);
    if (role !== 'owner') throw orgs.error('transfer', 'escalation');
    await this.people.demandRecentProof();
    await this.db.write(async (em) => {
      const owner = await this.standings.locked(em, caller, org_id);
      if (owner.role !== 'owner') throw orgs.error('transfer', 'escalation');
      const next = await this.reached(owner, player_id);
      await em.change(Member, { id: owner.member.id }, { role: 'admin' });
      await em.change(Member, { id: next.member.id }, { role: 'owner' });
      for (const { member } of [owner, next]) await this.store.changed(em, org_id, member.playerId);
    });
    return null;
  }

  /** Another member whom somebody may change. */
  private async reached(actor: Standing, playerId: string): Promise<Standing> {
    const other = await this.standings.find(playerId, actor.org.id);
    if (!other) throw orgs.error('setRole', 'member_not_found');
    if (!reaches(actor, other)) throw orgs.error('setRole', 'escalation');
    return other;
  }

  /** Ends a membership, with what was entered by it and the invitations that were sent by it. */
  private async remove(em: Unit, { org, member, role }: Standing): Promise<void> {
    await this.keepAnOwner(em, { org, role });
    await this.store.changed(em, org.id, member.playerId);
    await this.store.forgetTokens(em, org.id, member.playerId);
    await this.invitations.revokeOf(em, org.id, member.playerId);
    await em.drop(Member, { id: member.id });
  }

  private async keepAnOwner(em: Unit, { org, role }: Pick<Standing, 'org' | 'role'>): Promise<void> {
    if (role === 'owner' && (await this.store.owners(em, org.id)) < 2)
      throw orgs.error('setRole', 'last_owner');
  }

  private async shown(member: Member) {
    return shownMember(member, await this.people.names(member.playerId));
  }
}
