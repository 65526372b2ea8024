import { Clock, Db, type Caller } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Session } from '../entities/session.entity.js';

/** Milliseconds for which somebody who proved who they are may change how they do (ASVS 5.0, 7.5.1). */
const recent = 300_000;

/** When the player of a session last proved who they are. */
export const provedAt = ({ provedAt: at, createdAt }: Session): Date => at ?? createdAt;

/** Lets only those change a password, an address or a way in who have proved themselves a moment ago. */
@Injectable()
export class RecentProof {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Fails with `auth.reauth_required` when the caller last proved who they are longer than five minutes ago. */
  async demand(caller: Caller): Promise<void> {
    const session = await this.db.pick(Session, { id: caller.sessionId });
    if (!session || this.clock.now().getTime() - provedAt(session).getTime() > recent)
      throw houseError('auth.reauth_required');
  }
}
