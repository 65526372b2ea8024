import { Id, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** What a member holds who has entered an environment of a game. */
@Entity('orgs_studio_tokens')
@Unique(['hash'])
@Index(['orgId', 'playerId'])
@Index(['sessionId'])
@Index(['expiresAt'])
export class StudioToken {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Ref() sessionId: string;
  @Text(64) hash: string;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
}
