import { Clock, Db, Events, Ids, type Caller, type Unit } from '@aethex/core';
import { teams } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { OrgsConfig } from '../orgs.config.js';
import { heirOf, may, teamRoles, type TeamRight, type TeamRole } from './rules/team-roles.js';
import { TeamPlayer, type Standing } from './team-player.entity.js';
import { Team } from './team.entity.js';

/** A player in a team, and the team as it is while nobody else changes who is in it. */
export interface Seated {
  readonly team: Team;
  readonly player: TeamPlayer & { readonly state: TeamRole };
}

type Happened = 'joined' | 'left' | 'requested';

/** Knows who is in which team. All that changes it stands in line, team by team. */
@Injectable()
export class TeamBook {
  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  /** A team of the caller's game. Fails with `teams.not_found`. */
  async find(teamId: string, gameId: string): Promise<Team> {
    const team = await this.db.pick(Team, { id: teamId });
    if (team?.gameId !== gameId) throw notFound();
    return team;
  }

  /** The same inside a write, in which nobody else changes who is in it until it ends. */
  async lock(em: Unit, teamId: string, gameId: string): Promise<Team> {
    await this.find(teamId, gameId);
    const sql = 'UPDATE "orgs_teams" SET "turn" = "turn" + 1 WHERE "id" = $1 AND "game_id" = $2';
    if ((await em.run(sql, [teamId, gameId])).changed === 0) throw notFound();
    const team = await em.pick(Team, { id: teamId });
    if (!team) throw notFound();
    return team;
  }

  /** The caller in a team that they are in. To anybody else it looks as if there were none. */
  async seated({ id, gameId }: Caller, teamId: string): Promise<Seated> {
    const team = await this.find(teamId, gameId);
    const player = await this.db.pick(TeamPlayer, { teamId, playerId: id });
    if (!isMember(player)) throw notFound();
    return { team, player };
  }

  /** The caller in a locked team, with a right. Fails with `teams.not_allowed`. */
  async acting(em: Unit, caller: Caller, teamId: string, right: TeamRight): Promise<Seated> {
    const team = await this.lock(em, teamId, caller.gameId);
    const { player } = await this.seated(caller, teamId);
    return allowed({ team, player }, right);
  }

  /** The same for one who only looks. */
  async looking(caller: Caller, teamId: string, right: TeamRight): Promise<Seated> {
    return allowed(await this.seated(caller, teamId), right);
  }

  /** How a player stands to a team; an invitation that is over is none. */
  async standing(em: Unit, teamId: string, playerId: string): Promise<TeamPlayer | null> {
    const row = await em.pick(TeamPlayer, { teamId, playerId });
    if (row?.state !== 'invited' || row.expiresAt === null || row.expiresAt > this.clock.now()) return row;
    await em.drop(TeamPlayer, { id: row.id });
    return null;
  }

  /** Gives a player a place in a locked team. Fails with `teams.full` or `teams.too_many`. */
  async seat(em: Unit, team: Team, playerId: string, state: TeamRole = 'member'): Promise<TeamPlayer> {
    if (team.memberCount >= team.maxMembers)
      throw teams.error('join', 'full', { max_members: team.maxMembers });
    await em.drop(TeamPlayer, { teamId: team.id, playerId });
    const row = await this.add(em, team, playerId, state);
    if (!row) throw teams.error('join', 'too_many', { most: this.config.teamsPerPlayer });
    await em.change(Team, { id: team.id }, { memberCount: team.memberCount + 1 });
    await this.tell(em, 'joined', team.id, playerId);
    return row;
  }

  /** Adds the row of a member on the first seat that is free; `null` when none is. */
  async add(em: Unit, team: Team, playerId: string, state: TeamRole): Promise<TeamPlayer | null> {
    for (let seat = 1; seat <= this.config.teamsPerPlayer; seat += 1) {
      const row = this.rowOf(team, playerId, { state, seat });
      if (await em.add(TeamPlayer, row)) return row;
    }
    return null;
  }

  /** Writes down that a player waits for a place in a locked team, or is kept out. */
  async note(em: Unit, team: Team, playerId: string, about: Partial<TeamPlayer>): Promise<TeamPlayer> {
    const row = this.rowOf(team, playerId, about);
    const { teamId, state } = row;
    await em.drop(TeamPlayer, { teamId, playerId });
    if ((await em.countBy(TeamPlayer, { teamId, state })) >= this.config.teamWaiting)
      throw teams.error('ban', 'too_many_waiting', { most: this.config.teamWaiting });
    await em.add(TeamPlayer, row);
    return row;
  }

  /** Takes a member out of a locked team. A leader is followed by an officer, else a member; an empty team ends. */
  async remove(em: Unit, team: Team, { id, playerId, state }: TeamPlayer): Promise<void> {
    await em.drop(TeamPlayer, { id });
    const others = await this.members(em, team.id);
    if (others.length === 0) {
      await em.drop(Team, { id: team.id });
      return;
    }
    await em.change(Team, { id: team.id }, { memberCount: others.length });
    const heir = state === 'leader' ? heirOf(others) : null;
    if (heir) await this.setRole(em, heir, 'leader');
    await this.tell(em, 'left', team.id, playerId);
  }

  async setRole(em: Unit, { id, teamId, playerId }: TeamPlayer, role: TeamRole): Promise<void> {
    await em.change(TeamPlayer, { id }, { state: role });
    await this.events.tell(teams.roleChanged, playerId, { team_id: teamId, player_id: playerId, role });
  }

  /** The members of a team, the first ones first. */
  members(em: Unit, teamId: string): Promise<TeamPlayer[]> {
    return em.find(TeamPlayer, { where: { teamId, state: In([...teamRoles]) }, order: { id: 'ASC' } });
  }

  /** Tells members, and whoever it is about; that somebody asks for a place only those who decide. */
  async tell(em: Unit, what: Happened, teamId: string, playerId: string): Promise<void> {
    const all = await this.members(em, teamId);
    const told = all.filter(({ state }) => what !== 'requested' || may(state as TeamRole, 'decide'));
    const ids = new Set(told.map((one) => one.playerId));
    if (what !== 'requested') ids.add(playerId);
    for (const id of ids) await this.events.tell(teams[what], id, { team_id: teamId, player_id: playerId });
  }

  private rowOf(team: Team, playerId: string, about: Partial<TeamPlayer>): TeamPlayer {
    return {
      id: this.ids.next(),
      teamId: team.id,
      gameId: team.gameId,
      playerId,
      state: 'member' satisfies Standing,
      seat: null,
      byId: null,
      message: '',
      createdAt: this.clock.now(),
      expiresAt: null,
      ...about,
    };
  }
}

export const isMember = (row: TeamPlayer | null): row is Seated['player'] =>
  row !== null && (teamRoles as readonly string[]).includes(row.state);

function allowed(seated: Seated, right: TeamRight): Seated {
  if (!may(seated.player.state, right)) throw teams.error('update', 'not_allowed');
  return seated;
}

export const notFound = () => teams.error('get', 'not_found');
