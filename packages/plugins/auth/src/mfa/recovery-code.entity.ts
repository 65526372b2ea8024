import { Id, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Unique } from 'typeorm';
import { Totp } from './totp.entity.js';

/** Stands in once for an authenticator app that was lost. */
@Entity('auth_recovery_codes')
@Unique(['totpId', 'hash'])
export class RecoveryCode {
  @Id() id: string;
  @Owner() @ForeignKey(() => Totp, { onDelete: 'CASCADE' }) totpId: string;
  @Text(64) hash: string;
  @Time({ optional: true }) usedAt: Date | null;
}
