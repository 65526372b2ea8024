import { Id, Int, Ref } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

/** How much room a player's saves take: current ones, history and open conflicts. */
@Entity('saves_usage')
@Unique(['gameId', 'playerId'])
export class SaveUsage {
  @Id() id: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Int() storedBytes: number;
}
