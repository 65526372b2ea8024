import { Clock, Db, Ids, Jobs, type Unit } from '@aethex/core';
import { orgs } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';
import { hashOf, isSecret, newSecret } from '../rules/secret.js';
import { Invitation, type InvitationState } from './invitation.entity.js';
import { Member } from './member.entity.js';

/** The job that mints the token of an invitation and sends it. */
export const invitationJob = 'orgs.sendInvitation';

type Wanted = Pick<Invitation, 'orgId' | 'email' | 'emailKey' | 'role' | 'language'> & {
  readonly invitedBy: string;
};

/** Keeps invitations. Their tokens are kept as hashes, and come to be when the mail is written. */
@Injectable()
export class InvitationBook {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  /** Invites an address inside a write, in the place of an earlier invitation. Fails with `orgs.too_many`. */
  async add(em: Unit, wanted: Wanted): Promise<Invitation> {
    const { orgId, emailKey } = wanted;
    await em.change(Invitation, { orgId, emailKey, state: 'open' }, { state: 'revoked' });
    await this.refuseSurplus(em, orgId);
    const now = this.clock.now();
    const invitation: Invitation = {
      ...wanted,
      id: this.ids.next(),
      tokenHash: null,
      state: 'open',
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.config.invitationLife * 1000),
    };
    await em.add(Invitation, invitation);
    await this.jobs.add({ name: invitationJob, data: { invitation_id: invitation.id } });
    return invitation;
  }

  /** The open invitation of a token. Fails with `orgs.invitation_invalid`. */
  async byToken(token: string): Promise<Invitation> {
    const found = isSecret('ain', token)
      ? await this.db.pick(Invitation, { tokenHash: hashOf(token) })
      : null;
    if (!found || !this.isOpen(found)) throw orgs.error('findInvitation', 'invitation_invalid');
    return found;
  }

  isOpen({ state, expiresAt }: Invitation): boolean {
    return state === 'open' && this.clock.now() < expiresAt;
  }

  /** Makes the token of an invitation, in the place of an earlier one; `null` when it is over. */
  async mint(id: string): Promise<string | null> {
    const token = newSecret('ain');
    const minted = await this.db.write((em) =>
      em.change(Invitation, { id, state: 'open' }, { tokenHash: hashOf(token) }),
    );
    return minted > 0 ? token : null;
  }

  /** Settles an open invitation inside a write. `false` when somebody was faster. */
  async settle(em: Unit, id: string, state: InvitationState): Promise<boolean> {
    return (await em.change(Invitation, { id, state: 'open' }, { state })) > 0;
  }

  /** Takes back inside a write what a member has sent who is none any more. */
  async revokeOf(em: Unit, orgId: string, invitedBy: string): Promise<void> {
    await em.change(Invitation, { orgId, invitedBy, state: 'open' }, { state: 'revoked' });
  }

  /** Members and open invitations together stay below the limit. */
  private async refuseSurplus(em: Unit, orgId: string): Promise<void> {
    const members = await em.countBy(Member, { orgId });
    const open = await em.countBy(Invitation, { orgId, state: 'open' });
    const most = this.config.maxMembers;
    if (members + open >= most) throw orgs.error('invite', 'too_many', { most });
  }
}
