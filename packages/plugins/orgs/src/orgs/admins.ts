import { Clock, Db, Ids, type Caller, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Admin } from './admin.entity.js';
import { People } from './people.js';

/** Those who run the installation. */
@Injectable()
export class Admins {
  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Whether the caller is one. A session in another environment than live does not count. */
  async has(caller: Caller): Promise<boolean> {
    return this.people.isAtHome(caller) && (await this.db.pick(Admin, { playerId: caller.id })) !== null;
  }

  /** Makes the caller one, inside a write. Doing so twice is no error. */
  async add(em: Unit, { id: playerId, gameId }: Caller): Promise<void> {
    await em.add(Admin, { id: this.ids.next(), gameId, playerId, createdAt: this.clock.now() });
  }
}
