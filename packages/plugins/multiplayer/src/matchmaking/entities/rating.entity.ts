import { Id, Int, Real, Ref, Text, Time } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

/** What the server believes of a player's skill. */
@Entity('multiplayer_ratings')
@Unique(['gameId', 'playerId', 'rating'])
export class RatingRow {
  @Id() id: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  /** Queues that name the same one share it. */
  @Text(64) rating: string;
  @Real() mu: number;
  @Real() sigma: number;
  @Int() matches: number;
  @Time() changedAt: Date;
}
