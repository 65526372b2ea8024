import { Id, Int, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Team } from './team.entity.js';

export type Standing = 'leader' | 'officer' | 'member' | 'invited' | 'requested' | 'banned';

/** How a player stands to a team: one of its members, or waiting for a place, or kept out. */
@Entity('orgs_team_players')
@Unique(['teamId', 'playerId'])
@Unique(['gameId', 'playerId', 'seat'])
@Index(['teamId', 'state', 'id'])
export class TeamPlayer {
  @Id() id: string;
  @Owner() @ForeignKey(() => Team, { onDelete: 'CASCADE' }) teamId: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Text(16) state: Standing;
  /** Which of the teams one may be in it is, from 1; `null` of whoever is no member. */
  @Int({ optional: true }) seat: number | null;
  /** Who invited or banned; `null`: the player themselves, or an account that was erased. */
  @Ref({ optional: true }) byId: string | null;
  @Text(200) message: string;
  @Time() createdAt: Date;
  /** Of an invitation. */
  @Time({ optional: true }) expiresAt: Date | null;
}
