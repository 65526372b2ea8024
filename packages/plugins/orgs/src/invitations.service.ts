import { Clock, Db, type Caller, type Serves } from '@aethex/core';
import { orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { AuditLog } from './audit/audit-log.js';
import { InvitationBook } from './orgs/invitation-book.js';
import { Invitation } from './orgs/invitation.entity.js';
import { Org } from './orgs/org.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { People } from './orgs/people.js';
import { RoleBook } from './orgs/role-book.js';
import { shownInvitation, shownOrg } from './orgs/shown.js';
import { Standings, type Standing } from './orgs/standings.js';
import { lastId, paged, readCursor } from './rules/cursor.js';
import { reaches } from './rules/escalation.js';
import { mailKey } from './rules/mail-key.js';

type Served = Pick<
  Serves<typeof orgs>,
  'invite' | 'invitations' | 'revokeInvitation' | 'findInvitation' | 'acceptInvitation' | 'declineInvitation'
>;

/** How people come into an organization. */
@Injectable()
export class InvitationsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
    private readonly store: OrgStore,
    private readonly roles: RoleBook,
    private readonly people: People,
    private readonly book: InvitationBook,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async invite({ org_id, email, role, language }: In<typeof orgs, 'invite'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.members');
    const emailKey = mailKey(email);
    if (emailKey === null) throw orgs.error('invite', 'email_invalid');
    const wanted = { orgId: org_id, email, emailKey, role, language: language ?? null, invitedBy: caller.id };
    const invitation = await this.db.write(async (em) => {
      await this.refuseRole(await this.standings.locked(em, caller, org_id, 'orgs.members'), role);
      return this.book.add(em, wanted);
    });
    return shownInvitation(invitation);
  }

  async invitations({ org_id, cursor, limit }: In<typeof orgs, 'invitations'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.members');
    const where = {
      orgId: org_id,
      state: 'open' as const,
      expiresAt: MoreThan(this.clock.now()),
      id: LessThan(readCursor(cursor, lastId)),
    };
    const found = await this.db.read((em) =>
      em.find(Invitation, { where, order: { id: 'DESC' }, take: limit + 1 }),
    );
    const { rows, next } = paged(found, limit);
    return { invitations: rows.map(shownInvitation), next_cursor: next };
  }

  async revokeInvitation({ org_id, invitation_id }: In<typeof orgs, 'revokeInvitation'>, caller: Caller) {
    await this.standings.demand(caller, org_id, 'orgs.members');
    const revoked = await this.db.write(async (em) => {
      await this.standings.locked(em, caller, org_id, 'orgs.members');
      const found = await em.pick(Invitation, { id: invitation_id, orgId: org_id });
      return found !== null && this.book.isOpen(found) && this.book.settle(em, found.id, 'revoked');
    });
    if (!revoked) throw invalid();
    return null;
  }

  async findInvitation({ token }: In<typeof orgs, 'findInvitation'>) {
    const invitation = await this.book.byToken(token);
    const org = await this.orgOf(invitation);
    const { email, role, expiresAt } = invitation;
    return { org_name: org.name, role, email, expires_at: expiresAt.toISOString() };
  }

  async acceptInvitation({ token }: In<typeof orgs, 'acceptInvitation'>, caller: Caller) {
    const invitation = await this.book.byToken(token);
    await this.refuseStranger(invitation, caller);
    const { orgId, role, id } = invitation;
    return this.db.write(async (em) => {
      await this.standings.lock(em, orgId);
      const org = await this.orgOf(invitation);
      if (!(await this.stillHolds(invitation))) throw invalid();
      if (!(await this.book.settle(em, id, 'accepted'))) throw invalid();
      if (!(await this.store.join(em, orgId, caller.id, role)))
        throw orgs.error('acceptInvitation', 'member_already');
      await this.audit.note(em, { orgId, caller, method: 'orgs.acceptInvitation', about: { role } });
      return shownOrg(org, role);
    });
  }

  async declineInvitation({ token }: In<typeof orgs, 'declineInvitation'>) {
    const { id } = await this.book.byToken(token);
    if (!(await this.db.write((em) => this.book.settle(em, id, 'declined')))) throw invalid();
    return null;
  }

  /** The invitation is for whoever has proved its address, and for nobody else who got hold of it. */
  private async refuseStranger({ emailKey }: Invitation, caller: Caller): Promise<void> {
    const profile = this.people.isAtHome(caller) ? await this.people.profile() : null;
    if (!profile || profile.is_guest) throw orgs.error('acceptInvitation', 'account_needed');
    if (profile.email === null || mailKey(profile.email) !== emailKey)
      throw orgs.error('acceptInvitation', 'email_other');
    if (!profile.is_verified) throw orgs.error('acceptInvitation', 'email_unverified');
  }

  private async refuseRole(inviter: Standing, role: string): Promise<void> {
    const wanted = await this.roles.find(inviter.org.id, role);
    if (!wanted) throw orgs.error('invite', 'role_not_found');
    if (!reaches(inviter, wanted)) throw orgs.error('invite', 'escalation');
  }

  /** Whether whoever sent it could still send it: what they lost meanwhile they can give to nobody. */
  private async stillHolds({ orgId, role, invitedBy }: Invitation): Promise<boolean> {
    const inviter = invitedBy === null ? null : await this.standings.find(invitedBy, orgId);
    const wanted = await this.roles.find(orgId, role);
    return (
      inviter !== null &&
      wanted !== null &&
      inviter.permissions.has('orgs.members') &&
      reaches(inviter, wanted)
    );
  }

  private async orgOf({ orgId }: Invitation): Promise<Org> {
    const org = await this.db.pick(Org, { id: orgId });
    if (!org || org.deletedAt) throw invalid();
    return org;
  }
}

const invalid = () => orgs.error('acceptInvitation', 'invitation_invalid');
