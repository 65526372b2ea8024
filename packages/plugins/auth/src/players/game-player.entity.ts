import { Id, Owner, Ref, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';

/** Says that an account has signed in to a game: the game's studio may know of it, and of no other. */
@Entity('auth_players')
@Unique(['playerId', 'gameId'])
@Index(['gameId', 'id'])
export class GamePlayer {
  @Id() id: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Ref() gameId: string;
  @Time() firstSeenAt: Date;
  @Time() lastSeenAt: Date;
}
