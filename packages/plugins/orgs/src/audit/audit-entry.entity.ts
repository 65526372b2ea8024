import { Id, Json, Ref, Text, Time } from '@aethex/core';
import { Entity, Index } from 'typeorm';

export type Actor = 'player' | 'server' | 'admin' | 'anyone' | 'system';

/** An administrative act. It outlives what it was done to, and is never changed but for how it ended. */
@Entity('orgs_audit')
@Index(['orgId', 'id'])
@Index(['at'])
export class AuditEntry {
  @Id() id: string;
  /** `null`: an act on the installation itself. */
  @Ref({ optional: true }) orgId: string | null;
  @Ref({ optional: true }) gameId: string | null;
  @Text(8) actor: Actor;
  @Ref({ optional: true }) actorId: string | null;
  @Ref({ optional: true }) keyId: string | null;
  @Text(64) method: string;
  @Json() about: Readonly<Record<string, unknown>>;
  /** `done`, or the code of the error; `null` while it is under way. */
  @Text(64, { optional: true }) outcome: string | null;
  @Text(64, { optional: true }) network: string | null;
  @Time() at: Date;
}
