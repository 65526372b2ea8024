import { Db, type PrivacyHooks, type Subject, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { GameKey } from './games/game-key.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { StudioToken } from './games/studio-token.entity.js';
import { Admin } from './orgs/admin.entity.js';
import { InvitationBook } from './orgs/invitation-book.js';
import { Invitation } from './orgs/invitation.entity.js';
import { Member } from './orgs/member.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { Standings } from './orgs/standings.js';
import { OrgPlan } from './plans/org-plan.entity.js';
import { TeamsPeople } from './teams/teams-people.js';

/** Stands in the audit log where an account was erased. */
const erased = 'erased';

/** People of studios: what they are members of is theirs, what they did stays and names nobody. */
@Injectable()
export class OrgsPrivacy implements PrivacyHooks {
  constructor(
    private readonly db: Db,
    private readonly store: OrgStore,
    private readonly standings: Standings,
    private readonly invitations: InvitationBook,
    private readonly teams: TeamsPeople,
  ) {}

  async export({ playerId, gameId }: Subject): Promise<unknown> {
    const teams = await this.teams.export({ playerId, gameId });
    return this.db.read(async (em) => ({
      teams,
      memberships: (await em.findBy(Member, { playerId })).map(({ orgId, role, joinedAt }) => ({
        org_id: orgId,
        role,
        joined_at: joinedAt,
      })),
      installation_admin: (await em.findOneBy(Admin, { playerId })) !== null,
      acts: (await em.find(AuditEntry, { where: { actorId: playerId }, order: { id: 'ASC' } })).map(
        ({ at, method, about, outcome, network }) => ({ at, method, about, outcome, network }),
      ),
    }));
  }

  async erase({ playerId, gameId }: Subject): Promise<void> {
    await this.teams.erase({ playerId, gameId });
    await this.db.write(async (em) => {
      for (const { orgId } of await em.find(Member, { where: { playerId }, order: { orgId: 'ASC' } }))
        await this.leave(em, orgId, playerId);
      await em.drop(Admin, { playerId });
      await em.drop(StudioToken, { playerId });
      await em.change(Invitation, { invitedBy: playerId }, { invitedBy: null });
      await em.change(GameKey, { createdBy: playerId }, { createdBy: null });
      await em.change(OrgPlan, { givenBy: playerId }, { givenBy: null });
      await this.forgetInLog(em, playerId);
    });
  }

  /** The last owner is followed by whoever has been an admin for longest, else a member. */
  private async leave(em: Unit, orgId: string, playerId: string): Promise<void> {
    await this.standings.lock(em, orgId);
    await this.store.changed(em, orgId, playerId);
    await this.invitations.revokeOf(em, orgId, playerId);
    await em.drop(Member, { orgId, playerId });
    if ((await this.store.owners(em, orgId)) > 0) return;
    const others = await em.find(Member, { where: { orgId }, order: { id: 'ASC' }, take: 1000 });
    const heir = others.find(({ role }) => role === 'admin') ?? others[0];
    if (!heir) return;
    await em.change(Member, { id: heir.id }, { role: 'owner' });
    await this.store.changed(em, orgId, heir.playerId);
  }

  private async forgetInLog(em: Unit, playerId: string): Promise<void> {
    await em.change(AuditEntry, { actorId: playerId }, { actorId: erased });
    const sql = 'UPDATE "orgs_audit" SET "about" = REPLACE("about", $1, $2) WHERE "about" LIKE $3';
    await em.run(sql, [playerId, erased, `%${playerId}%`]);
  }
}
