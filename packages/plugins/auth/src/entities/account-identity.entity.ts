import { Id, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from './account.entity.js';

/** `lookalike`: what a username may be taken for. `device`: the hash of a secret that a device keeps. */
export type IdentityKind = 'email' | 'username' | 'lookalike' | 'device';

/** One thing an account is known by. No two accounts of a pool have the same, whoever comes first. */
@Entity('auth_identities')
@Unique(['pool', 'kind', 'key'])
@Index(['playerId'])
export class AccountIdentity {
  @Id() id: string;
  @Text(64) pool: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Text(32) kind: IdentityKind;
  /** In the form in which it is compared. */
  @Text() key: string;
  @Time() createdAt: Date;
}
