import { Bytes, Id, Int, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';
import type { MailPurpose } from './rules/mail-purposes.js';

/** What somebody wants to be known by once a code has proved their address. */
export interface WantedNames {
  readonly username: string | null;
  readonly displayName: string | null;
}

/** A mail that was asked for and the code it carries, bound to one purpose and one address. */
@Entity('auth_mail_codes')
@Unique(['hash'])
@Index(['playerId'])
@Index(['pool', 'addressKey'])
@Index(['expiresAt'])
export class MailCode {
  @Id() id: string;
  @Text(64) pool: string;
  @Ref() gameId: string;
  /** `null` until an account is known or made. */
  @Owner({ optional: true }) @ForeignKey(() => Account, { onDelete: 'CASCADE' }) playerId: string | null;
  @Text(16) purpose: MailPurpose;
  /** Where the mail goes, as it was typed. */
  @Text(254) address: string;
  /** The address in the form in which it is compared. */
  @Text(254) addressKey: string;
  @Text(35, { optional: true }) language: string | null;
  @Json({ optional: true }) wanted: WantedNames | null;
  /** Of the long code; `null` until the mail is written. */
  @Text(64, { optional: true }) hash: string | null;
  /** The 6 digits, sealed: a hash of them would be no secret. */
  @Bytes({ optional: true }) digits: Buffer | null;
  /** How often digits were tried. */
  @Int({ default: 0 }) tries: number;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
  /** When it was used or became void. */
  @Time({ optional: true }) usedAt: Date | null;
}
