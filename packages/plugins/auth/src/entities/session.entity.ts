import { Bytes, Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from './account.entity.js';
import type { DeviceFacts } from '../sessions/device-facts.js';

/** Why a session ended before its time. */
export type EndReason =
  | 'logout'
  | 'revoked'
  | 'password_changed'
  | 'email_undone'
  | 'address_claimed'
  | 'refresh_reused'
  | 'surplus'
  | 'suspended'
  | 'banned'
  | 'merged'
  | 'code_reused'
  | 'erased';

/** A signed-in device: a family of refresh tokens, of which the newest is good for one exchange. */
@Entity('auth_sessions')
@Unique(['refreshHash'])
@Index(['playerId'])
@Index(['refreshExpiresAt'])
@Index(['revokedAt'])
export class Session {
  @Id() id: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  @Ref() gameId: string;
  @Json({ optional: true }) device: DeviceFacts | null;
  /** Where it was opened, shortened. */
  @Text(64, { optional: true }) network: string | null;
  @Text(256) userAgent: string;
  @Time() createdAt: Date;
  @Time() lastUsedAt: Date;
  @Text(64) refreshHash: string;
  @Time() refreshExpiresAt: Date;
  /** However often it is refreshed. */
  @Time() endsAt: Date;
  /** Of the token before the current one. */
  @Text(64, { optional: true }) previousHash: string | null;
  /** Makes the current token out of the one before it. */
  @Bytes({ optional: true }) rotationSalt: Buffer | null;
  @Time({ optional: true }) rotatedAt: Date | null;
  /** When its player last proved who they are, where that was after it was opened. */
  @Time({ optional: true }) provedAt: Date | null;
  /** When they last showed a second factor in it. */
  @Time({ optional: true }) mfaAt: Date | null;
  @Time({ optional: true }) revokedAt: Date | null;
  @Text(32, { optional: true }) revokedWhy: EndReason | null;
}
