import { Id, Int, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import type { Way } from '../auth.metrics.js';
import { Account } from '../entities/account.entity.js';
import type { DeviceFacts } from '../sessions/device-facts.js';

/** A sign-in that waits for its second factor. */
@Entity('auth_mfa_challenges')
@Unique(['hash'])
@Index(['playerId'])
@Index(['expiresAt'])
export class MfaChallenge {
  @Id() id: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Ref() gameId: string;
  /** Of the token that was given out for it. */
  @Text(64) hash: string;
  @Text(64) way: Way;
  @Json({ optional: true }) device: DeviceFacts | null;
  /** Of the password hash that was there when the first factor was right: another one makes the first factor void. */
  @Text(64) proof: string;
  @Int({ default: 0 }) tries: number;
  @Time() expiresAt: Date;
  @Time({ optional: true }) usedAt: Date | null;
}
