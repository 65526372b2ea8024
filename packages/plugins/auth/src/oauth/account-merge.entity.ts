import { Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';

/** A guest who turned out to be somebody else. It outlives the guest. */
@Entity('auth_merges')
@Unique(['fromId'])
@Index(['intoId'])
export class AccountMerge {
  @Id() id: string;
  @Ref() fromId: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) intoId: string;
  /** Where the guest has played. */
  @Json() games: string[];
  @Text(16) status: 'merging' | 'merged';
  @Time() createdAt: Date;
  @Time({ optional: true }) mergedAt: Date | null;
}
