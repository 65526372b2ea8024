import { Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { teams, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { In as OneOf, MoreThan } from 'typeorm';
import { firstId, paged, readCursor } from '../rules/cursor.js';
import { isAbove, teamRoles, type TeamRight } from './rules/team-roles.js';
import { shownBan, shownMember } from './shown.js';
import { isMember, TeamBook, type Seated } from './team-book.js';
import { TeamPlayer } from './team-player.entity.js';

type Served = Pick<
  Serves<typeof teams>,
  'members' | 'join' | 'leave' | 'kick' | 'setRole' | 'transfer' | 'ban' | 'unban' | 'bans'
>;
type At = In<typeof teams, 'kick'>;

/** Who belongs to a team, as what, and who is kept out. */
@Injectable()
export class TeamMembersService implements Served {
  constructor(
    private readonly db: Db,
    private readonly book: TeamBook,
  ) {}

  async members({ team_id: teamId, cursor, limit }: In<typeof teams, 'members'>, { gameId }: Caller) {
    await this.book.find(teamId, gameId);
    const after = MoreThan(readCursor(cursor, firstId));
    const where = { teamId, state: OneOf([...teamRoles]), id: after };
    const found = await this.db.read((em) =>
      em.find(TeamPlayer, { where, order: { id: 'ASC' }, take: limit + 1 }),
    );
    const { rows, next } = paged(found, limit);
    return { members: rows.map(shownMember), next_cursor: next };
  }

  async join({ team_id }: In<typeof teams, 'join'>, { id, gameId }: Caller) {
    const row = await this.db.write(async (em) => {
      const team = await this.book.lock(em, team_id, gameId);
      const standing = await this.book.standing(em, team_id, id);
      if (isMember(standing)) throw teams.error('join', 'member_already');
      if (standing?.state === 'banned') throw teams.error('join', 'banned');
      if (team.entry !== 'open' && standing?.state !== 'invited') throw teams.error('join', 'entry_closed');
      return this.book.seat(em, team, id);
    });
    return shownMember(row);
  }

  async leave({ team_id }: In<typeof teams, 'leave'>, caller: Caller) {
    await this.db.write(async (em) => {
      const team = await this.book.lock(em, team_id, caller.gameId);
      const { player } = await this.book.seated(caller, team_id);
      if (player.state === 'leader' && team.memberCount > 1) throw teams.error('leave', 'last_leader');
      await this.book.remove(em, team, player);
    });
    return null;
  }

  async kick(at: At, caller: Caller) {
    await this.db.write(async (em) => {
      const { actor, other } = await this.reached(em, at, caller, 'kick');
      await this.book.remove(em, actor.team, other);
    });
    return null;
  }

  async setRole({ role, ...at }: In<typeof teams, 'setRole'>, caller: Caller) {
    return this.db.write(async (em) => {
      const { other } = await this.reached(em, at, caller, 'roles');
      await this.book.setRole(em, other, role);
      return shownMember({ ...other, state: role });
    });
  }

  async transfer(at: At, caller: Caller) {
    await this.db.write(async (em) => {
      const { actor, other } = await this.reached(em, at, caller, 'roles');
      await this.book.setRole(em, actor.player, 'officer');
      await this.book.setRole(em, other, 'leader');
    });
    return null;
  }

  async ban({ team_id, player_id }: At, caller: Caller) {
    await this.db.write(async (em) => {
      const { team, player } = await this.book.acting(em, caller, team_id, 'ban');
      const other = await this.book.standing(em, team_id, player_id);
      if (other?.state === 'banned') return;
      if (isMember(other)) {
        if (!isAbove(player.state, other.state)) throw teams.error('ban', 'not_allowed');
        await this.book.remove(em, team, other);
      }
      await this.book.note(em, team, player_id, { state: 'banned', byId: caller.id });
    });
    return null;
  }

  async unban({ team_id, player_id }: At, caller: Caller) {
    await this.db.write(async (em) => {
      await this.book.acting(em, caller, team_id, 'ban');
      const key = { teamId: team_id, playerId: player_id, state: 'banned' as const };
      if ((await em.drop(TeamPlayer, key)) === 0) throw teams.error('unban', 'player_not_found');
    });
    return null;
  }

  async bans({ team_id: teamId, cursor, limit }: In<typeof teams, 'bans'>, caller: Caller) {
    await this.book.looking(caller, teamId, 'ban');
    const where = { teamId, state: 'banned' as const, id: MoreThan(readCursor(cursor, firstId)) };
    const found = await this.db.read((em) =>
      em.find(TeamPlayer, { where, order: { id: 'ASC' }, take: limit + 1 }),
    );
    const { rows, next } = paged(found, limit);
    return { bans: rows.map(shownBan), next_cursor: next };
  }

  /** Another member whom the caller stands above, in a locked team. */
  private async reached(
    em: Unit,
    { team_id, player_id }: At,
    caller: Caller,
    right: TeamRight,
  ): Promise<{ actor: Seated; other: Seated['player'] }> {
    const actor = await this.book.acting(em, caller, team_id, right);
    const other = await em.pick(TeamPlayer, { teamId: team_id, playerId: player_id });
    if (!isMember(other)) throw teams.error('kick', 'player_not_found');
    if (!isAbove(actor.player.state, other.state)) throw teams.error('kick', 'not_allowed');
    return { actor, other };
  }
}
