import { Bytes, Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Account } from '../entities/account.entity.js';
import type { DeviceFacts } from '../sessions/device-facts.js';

/** How the outcome of a sign-in gets from the browser to the game. */
export type FlowKind = 'redirect' | 'popup' | 'loopback' | 'poll';

/**
 * `open`: no browser has come back. `returning`: one has, and the provider is asked. `returned`: a code was given out.
 * `asking`: the player is asked whether to go on. `ready`: they have said yes. `done`: the outcome was handed over.
 */
export type FlowStatus = 'open' | 'returning' | 'returned' | 'asking' | 'ready' | 'denied' | 'done';

/** A sign-in in a browser. Every secret of it is kept as its hash; the outcome is sealed until it is handed over. */
@Entity('auth_oauth_flows')
@Unique(['handleHash'])
@Unique(['stateHash'])
@Unique(['codeHash'])
@Unique(['pollHash'])
@Index(['playerId'])
@Index(['keyId'])
@Index(['expiresAt'])
export class OauthFlow {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) provider: string;
  @Text(16) kind: FlowKind;
  @Text(16) status: FlowStatus;
  /** Whose account the identity is for; `null` for a sign-in. */
  @Owner({ optional: true })
  @ForeignKey(() => Account, { onDelete: 'CASCADE' })
  playerId: string | null;
  /** Of what is in the address that the browser opens. */
  @Text(64) handleHash: string;
  @Text(64, { optional: true }) stateHash: string | null;
  /** Of the cookie of the browser that opened it. */
  @Text(64, { optional: true }) cookieHash: string | null;
  /** Of our own code, or of what the player is asked with. */
  @Text(64, { optional: true }) codeHash: string | null;
  @Time({ optional: true }) codeEndsAt: Date | null;
  @Text(64, { optional: true }) pollHash: string | null;
  @Text(43) codeChallenge: string;
  @Text(2000, { optional: true }) returnTo: string | null;
  @Text(512, { optional: true }) clientState: string | null;
  @Json({ optional: true }) device: DeviceFacts | null;
  /** From where it was begun, shortened. */
  @Text(64, { optional: true }) network: string | null;
  /** What the provider needs again, and then who came back. */
  @Bytes({ optional: true }) sealed: Buffer | null;
  @Ref({ optional: true }) keyId: string | null;
  /** The session it led to. */
  @Ref({ optional: true }) sessionId: string | null;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
}
