import { Id, Int, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** What an organization has used of a meter in a month. */
@Entity('orgs_meters')
@Unique(['orgId', 'meter', 'month'])
export class MeterRow {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Text(64) meter: string;
  /** `2026-01` */
  @Text(7) month: string;
  @Int({ default: 0 }) used: number;
  /** The sum of the holds, those included that are over and were not swept yet. */
  @Int({ default: 0 }) held: number;
  /** The highest state the owners were told of, as its place in the list of states. */
  @Int({ default: 0 }) noticed: number;
  /** Until when nothing is let through, of a throttled meter. */
  @Time({ optional: true }) pausedUntil: Date | null;
}
