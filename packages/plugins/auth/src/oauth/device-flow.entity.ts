import { Id, Int, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';
import type { DeviceFacts } from '../sessions/device-facts.js';

export type DeviceStatus = 'pending' | 'approved' | 'denied' | 'done';

/** A device without a keyboard that waits for its player (RFC 8628). */
@Entity('auth_device_flows')
@Unique(['deviceHash'])
@Unique(['userHash'])
@Index(['playerId'])
@Index(['expiresAt'])
export class DeviceFlow {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) deviceHash: string;
  @Text(64) userHash: string;
  @Text(16) status: DeviceStatus;
  /** Who looked it up last, and may decide. */
  @Owner({ optional: true })
  @ForeignKey(() => Account, { onDelete: 'CASCADE' })
  playerId: string | null;
  @Json({ optional: true }) device: DeviceFacts | null;
  @Text(64, { optional: true }) network: string | null;
  /** Seconds between two questions. */
  @Int() pause: number;
  @Time({ optional: true }) askedAt: Date | null;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
}
