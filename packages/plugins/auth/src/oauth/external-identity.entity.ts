import { Bytes, Id, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';

/** Who a player is at a provider: the issuer's own id of the person, and never an address. */
@Entity('auth_external_identities')
@Unique(['pool', 'issuer', 'subject'])
@Index(['playerId'])
@Index(['keyId'])
export class ExternalLink {
  @Id() id: string;
  @Text(64) pool: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Text(64) provider: string;
  @Text(255) issuer: string;
  @Text(255) subject: string;
  /** As the provider told it last. */
  @Text(254, { optional: true }) email: string | null;
  @Text(128, { optional: true }) name: string | null;
  /** The provider's tokens, closed. */
  @Bytes({ optional: true }) sealed: Buffer | null;
  @Ref({ optional: true }) keyId: string | null;
  @Time() linkedAt: Date;
  @Time() usedAt: Date;
}
