import { Bool, Id, Int, Json, Text, Time } from '@aethex/core';
import type { JsonValue } from '@aethex/protocol';
import { Entity } from 'typeorm';

/** A player. What it is known by stands in its identities. */
@Entity('auth_accounts')
export class Account {
  @Id() id: string;
  @Text(64) pool: string;
  /** As it was typed. */
  @Text(254, { optional: true }) email: string | null;
  /** As it was typed. */
  @Text(32, { optional: true }) username: string | null;
  @Text(64) displayName: string;
  @Text(500, { optional: true }) avatarUrl: string | null;
  /** argon2id, or bcrypt of an account that came from elsewhere. */
  @Text(255, { optional: true }) passwordHash: string | null;
  /** Not, while it is suspended. */
  @Bool({ default: true }) isActive: boolean;
  /** Whether a mail to the address has been answered. */
  @Bool({ default: false }) isVerified: boolean;
  /** In which its player is written to. */
  @Text(35, { optional: true }) language: string | null;
  /** Identities at providers it is known by. */
  @Int({ default: 0 }) links: number;
  @Json() preferences: JsonValue;
  @Time() createdAt: Date;
  @Time() updatedAt: Date;
  @Time({ optional: true }) lastLoginAt: Date | null;
}
