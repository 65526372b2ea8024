import { Id, Json, Owner, Text, Time, type Brand } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** A game of an organization; its environments are game ids of their own. */
@Entity('orgs_games')
@Unique(['slug'])
@Index(['orgId'])
export class Game {
  @Id() id: string;
  /** `null`: the game `default`, before the first organization is founded. */
  @Owner({ optional: true }) @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string | null;
  @Text(40) slug: string;
  @Text(100) name: string;
  @Json() brand: Partial<Brand>;
  @Time() createdAt: Date;
  @Time() updatedAt: Date;
  @Time({ optional: true }) deletedAt: Date | null;
}
