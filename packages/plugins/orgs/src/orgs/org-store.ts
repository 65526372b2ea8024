import { Clock, Db, Ids, type Caller, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { News } from '../news/news.js';
import { StudioToken } from '../games/studio-token.entity.js';
import { Member } from './member.entity.js';
import { Org } from './org.entity.js';

/** Makes organizations and members, and tells all nodes when somebody's rights have changed. */
@Injectable()
export class OrgStore {
  constructor(
    private readonly db: Db,
    private readonly news: News,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Founds an organization inside a write; the caller is its owner. */
  async found(em: Unit, { id, gameId }: Caller, about: Pick<Org, 'name' | 'requireMfa'>): Promise<Org> {
    const now = this.clock.now();
    const org: Org = {
      ...about,
      id: this.ids.next(),
      gameId,
      turn: 0,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    };
    await em.add(Org, org);
    await this.join(em, org.id, id, 'owner');
    return org;
  }

  /** Adds a member inside a write. `false` when they are one already. */
  async join(em: Unit, orgId: string, playerId: string, role: string): Promise<boolean> {
    return em.add(Member, { id: this.ids.next(), orgId, playerId, role, joinedAt: this.clock.now() });
  }

  /** How many owners there are, inside a write that has locked the organization. */
  async owners(em: Unit, orgId: string): Promise<number> {
    return em.countBy(Member, { orgId, role: 'owner' });
  }

  /** Tells inside a write that the rights of a member have changed, or will be gone with it. */
  async changed(em: Unit, orgId: string, playerId: string): Promise<void> {
    const member = await em.pick(Member, { orgId, playerId });
    const tokens = await em.findBy(StudioToken, { orgId, playerId });
    await this.news.tell(
      em,
      orgId,
      [...(member ? [member] : []), ...tokens].map(({ id }) => id),
    );
  }

  /** Tells inside a write that the rights of all members have changed. */
  async allChanged(em: Unit, orgId: string): Promise<void> {
    const tokens = await em.findBy(StudioToken, { orgId });
    await this.news.tell(em, orgId, [`org:${orgId}`, ...tokens.map(({ id }) => id)]);
  }

  /** Removes inside a write what a member has entered. */
  async forgetTokens(em: Unit, orgId: string, playerId: string): Promise<void> {
    await em.drop(StudioToken, { orgId, playerId });
  }

  /** Ends inside a write what all members have entered: they enter anew, if they still may. */
  async endAll(em: Unit, orgId: string): Promise<void> {
    await this.allChanged(em, orgId);
    await em.drop(StudioToken, { orgId });
  }

  /** Organizations by their ids. */
  async byIds(ids: readonly string[]): Promise<Map<string, Org>> {
    const found = await this.db.read((em) => em.findBy(Org, { id: In([...ids]) }));
    return new Map(found.map((org) => [org.id, org]));
  }
}
