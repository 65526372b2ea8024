import { Id, Int, Json, Ref, Text, Time } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

export type Entry = 'open' | 'request' | 'invite_only';

/** A team of players of one game. */
@Entity('orgs_teams')
@Unique(['gameId', 'nameKey'])
@Unique(['gameId', 'tagKey'])
export class Team {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) name: string;
  /** What the name looks like. */
  @Text(128) nameKey: string;
  @Text(16) tag: string;
  @Text(128) tagKey: string;
  @Text(500) description: string;
  @Text(16) entry: Entry;
  @Int() maxMembers: number;
  @Int({ default: 0 }) memberCount: number;
  @Json() properties: unknown;
  @Int({ default: 1 }) revision: number;
  /** Goes up with each change of who is in it, so that those stand in line. */
  @Int({ default: 0 }) turn: number;
  @Time() createdAt: Date;
}
