import { Id, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../entities/account.entity.js';

/** Keeps a player out of a game. It is kept when it is over: what was, is asked for later. */
@Entity('auth_bans')
@Index(['playerId'])
export class Ban {
  @Id() id: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  /** Or null: from every game the account could enter. */
  @Ref({ optional: true }) gameId: string | null;
  /** What the player is told. */
  @Text(500) reason: string;
  /** What they are not. */
  @Text(2000, { optional: true }) note: string | null;
  @Time() createdAt: Date;
  /** The id of the key or the person. */
  @Ref() createdBy: string;
  @Time({ optional: true }) endsAt: Date | null;
  @Time({ optional: true }) liftedAt: Date | null;
  @Ref({ optional: true }) liftedBy: string | null;
}
