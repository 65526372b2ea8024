import { Bytes, Id, Int, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';

/** The authenticator app of an account. It counts once it is confirmed. */
@Entity('auth_totp')
@Unique(['playerId'])
@Index(['keyId'])
export class Totp {
  @Id() id: string;
  @Text(64) pool: string;
  @Owner() @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string;
  /** The key of the ring that closes the secret. */
  @Ref() keyId: string;
  @Bytes() sealedSecret: Buffer;
  /** The step of the last code that was taken: none is taken twice. */
  @Int({ default: 0 }) lastStep: number;
  @Time() createdAt: Date;
  @Time({ optional: true }) confirmedAt: Date | null;
}
