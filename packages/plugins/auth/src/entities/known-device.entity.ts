import { Id, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from './account.entity.js';

/** A device from which a player has signed in. What strangers do cannot keep it out. */
@Entity('auth_devices')
@Unique(['tokenHash'])
@Index(['playerId'])
@Index(['lastUsedAt'])
export class KnownDevice {
  @Id() id: string;
  @Text(64) pool: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Text(64) tokenHash: string;
  @Time() createdAt: Date;
  @Time() lastUsedAt: Date;
}
