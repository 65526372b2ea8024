import { Id, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Org } from './org.entity.js';

export type InvitationState = 'open' | 'accepted' | 'declined' | 'revoked';

/** A place in an organization that is held for whoever has an address. */
@Entity('orgs_invitations')
@Unique(['tokenHash'])
@Index(['orgId', 'state'])
@Index(['expiresAt'])
export class Invitation {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Text(254) email: string;
  /** The address in the form in which addresses are compared. */
  @Text(254) emailKey: string;
  @Text(32) role: string;
  @Text(35, { optional: true }) language: string | null;
  /** `null` until the mail is on its way. */
  @Text(64, { optional: true }) tokenHash: string | null;
  @Text(16) state: InvitationState;
  /** `null`: their account was erased. */
  @Ref({ optional: true }) invitedBy: string | null;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
}
