import { Id, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Org } from './org.entity.js';

/** Somebody who belongs to an organization. */
@Entity('orgs_members')
@Unique(['orgId', 'playerId'])
@Index(['playerId'])
export class Member {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Ref() playerId: string;
  @Text(32) role: string;
  @Time() joinedAt: Date;
}
