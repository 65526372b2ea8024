import { Clock, Db, Events, type Caller, type Serves, type Unit } from '@aethex/core';
import { teams, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { OrgsConfig } from '../orgs.config.js';
import { firstId, paged, readCursor } from '../rules/cursor.js';
import { shownInvitation, shownRequest } from './shown.js';
import { isMember, notFound, TeamBook } from './team-book.js';
import { TeamPlayer } from './team-player.entity.js';
import type { Team } from './team.entity.js';

type Served = Pick<
  Serves<typeof teams>,
  'invite' | 'invitations' | 'revokeInvitation' | 'decline' | 'request' | 'requests' | 'decide'
>;

/** Players on their way into a team: invited, or asking for a place. */
@Injectable()
export class TeamWaitingService implements Served {
  constructor(
    private readonly db: Db,
    private readonly book: TeamBook,
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async invite({ team_id, player_id }: In<typeof teams, 'invite'>, caller: Caller) {
    const expiresAt = new Date(this.clock.now().getTime() + this.config.teamInvitationLife * 1000);
    const about = { state: 'invited', byId: caller.id, expiresAt } as const;
    return this.db.write(async (em) => {
      const { team } = await this.book.acting(em, caller, team_id, 'invite');
      const standing = await this.book.standing(em, team_id, player_id);
      refuseSettled(standing);
      if (standing?.state === 'requested')
        return shownInvitation({ ...(await this.book.seat(em, team, player_id)), ...about });
      const row = await this.book.note(em, team, player_id, about);
      await this.events.tell(teams.invited, player_id, { team_id, player_id });
      return shownInvitation(row);
    });
  }

  async invitations({ team_id, ...page }: In<typeof teams, 'invitations'>, caller: Caller) {
    await this.book.looking(caller, team_id, 'invite');
    const { rows, next } = await this.page(team_id, 'invited', page);
    const now = this.clock.now();
    const open = rows.filter(({ expiresAt }) => expiresAt !== null && expiresAt > now);
    return { invitations: open.map(shownInvitation), next_cursor: next };
  }

  async revokeInvitation({ team_id, player_id }: In<typeof teams, 'revokeInvitation'>, caller: Caller) {
    await this.db.write(async (em) => {
      await this.book.acting(em, caller, team_id, 'invite');
      await this.drop(em, team_id, player_id, 'invited');
    });
    return null;
  }

  async decline({ team_id }: In<typeof teams, 'decline'>, { id, gameId }: Caller) {
    await this.db.write(async (em) => {
      await this.book.lock(em, team_id, gameId);
      const standing = await this.book.standing(em, team_id, id);
      if (standing?.state !== 'invited' && standing?.state !== 'requested') throw notFound();
      await em.drop(TeamPlayer, { id: standing.id });
    });
    return null;
  }

  async request({ team_id, message }: In<typeof teams, 'request'>, { id, gameId }: Caller) {
    return this.db.write(async (em) => {
      const team = await this.book.lock(em, team_id, gameId);
      const standing = await this.book.standing(em, team_id, id);
      refuseSettled(standing);
      if (standing?.state === 'invited' || team.entry === 'open') return this.joined(em, team, id);
      if (team.entry !== 'request') throw teams.error('request', 'entry_closed');
      await this.book.note(em, team, id, { state: 'requested', message });
      await this.book.tell(em, 'requested', team_id, id);
      return { status: 'requested' as const };
    });
  }

  async requests({ team_id, ...page }: In<typeof teams, 'requests'>, caller: Caller) {
    await this.book.looking(caller, team_id, 'decide');
    const { rows, next } = await this.page(team_id, 'requested', page);
    return { requests: rows.map(shownRequest), next_cursor: next };
  }

  async decide({ team_id, player_id, accept }: In<typeof teams, 'decide'>, caller: Caller) {
    await this.db.write(async (em) => {
      const { team } = await this.book.acting(em, caller, team_id, 'decide');
      await this.drop(em, team_id, player_id, 'requested');
      if (accept) await this.book.seat(em, team, player_id);
      else await this.events.tell(teams.declined, player_id, { team_id, player_id });
    });
    return null;
  }

  private async joined(em: Unit, team: Team, playerId: string) {
    await this.book.seat(em, team, playerId);
    return { status: 'joined' as const };
  }

  private async drop(em: Unit, teamId: string, playerId: string, state: 'invited' | 'requested') {
    if ((await em.drop(TeamPlayer, { teamId, playerId, state })) === 0)
      throw teams.error('decide', 'player_not_found');
  }

  private async page(
    teamId: string,
    state: 'invited' | 'requested',
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ) {
    const where = { teamId, state, id: MoreThan(readCursor(cursor, firstId)) };
    const found = await this.db.read((em) =>
      em.find(TeamPlayer, { where, order: { id: 'ASC' }, take: limit + 1 }),
    );
    return paged(found, limit);
  }
}

/** Whoever is in already, or kept out, is not on their way. */
function refuseSettled(standing: TeamPlayer | null): void {
  if (isMember(standing)) throw teams.error('invite', 'member_already');
  if (standing?.state === 'banned') throw teams.error('invite', 'banned');
}
