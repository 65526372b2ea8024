import { Id, Int, Owner, Ref, Text } from '@aethex/core';
import { Entity, ForeignKey, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** What a game used of a meter on a day: what costs are worked out from. */
@Entity('orgs_usage')
@Unique(['orgId', 'gameId', 'meter', 'day'])
export class UsageRow {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Ref() gameId: string;
  @Text(64) meter: string;
  /** `2026-01-31` */
  @Text(10) day: string;
  @Int({ default: 0 }) amount: number;
}
