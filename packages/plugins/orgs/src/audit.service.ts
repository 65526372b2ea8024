import { Db, type Caller, type Serves } from '@aethex/core';
import { orgs, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Between, LessThan, type FindOptionsWhere } from 'typeorm';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { Standings } from './orgs/standings.js';
import { lastId, paged, readCursor } from './rules/cursor.js';

type Served = Pick<Serves<typeof orgs>, 'audit'>;

const latest = 8.64e15;

/** Shows what was done in an organization. */
@Injectable()
export class AuditService implements Served {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
  ) {}

  async audit(input: In<typeof orgs, 'audit'>, caller: Caller) {
    await this.standings.demand(caller, input.org_id, 'orgs.audit');
    const { limit } = input;
    const where = whereOf(input);
    const found = await this.db.read((em) =>
      em.find(AuditEntry, { where, order: { id: 'DESC' }, take: limit + 1 }),
    );
    const { rows, next } = paged(found, limit);
    return { entries: rows.map(shown), next_cursor: next };
  }
}

function whereOf(input: In<typeof orgs, 'audit'>): FindOptionsWhere<AuditEntry> {
  const { actor_id, key_id, method, game_id, since, until } = input;
  const from = since === undefined ? new Date(0) : new Date(since);
  const to = until === undefined ? new Date(latest) : new Date(until);
  return {
    orgId: input.org_id,
    id: LessThan(readCursor(input.cursor, lastId)),
    ...(actor_id !== undefined && { actorId: actor_id }),
    ...(key_id !== undefined && { keyId: key_id }),
    ...(method !== undefined && { method }),
    ...(game_id !== undefined && { gameId: game_id }),
    ...((since ?? until) !== undefined && { at: Between(from, to) }),
  };
}

const shown = (entry: AuditEntry) => ({
  entry_id: entry.id,
  at: entry.at.toISOString(),
  actor: entry.actor,
  actor_id: entry.actorId,
  key_id: entry.keyId,
  game_id: entry.gameId,
  method: entry.method,
  about: entry.about,
  outcome: entry.outcome,
  network: entry.network,
});
