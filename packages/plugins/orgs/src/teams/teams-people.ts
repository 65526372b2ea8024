import { Db, type Merge, type MergeHooks, type Subject, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { isMember, TeamBook } from './team-book.js';
import { TeamPlayer } from './team-player.entity.js';
import { Team } from './team.entity.js';

/** What becomes of a player's places when the player turns out to be another one, or goes. */
@Injectable()
export class TeamsPeople implements MergeHooks {
  constructor(
    private readonly db: Db,
    private readonly book: TeamBook,
  ) {}

  /** Gives a guest's places to an account, as far as it may have more; the guest's role goes with the place. */
  async merge({ from, into, gameId }: Merge): Promise<void> {
    for (const { id, teamId } of await this.rowsOf({ playerId: from, gameId }))
      await this.inTeam(teamId, async (em, team) => {
        const guest = await em.pick(TeamPlayer, { id });
        if (guest) await this.give(em, team, guest, into);
      });
  }

  async export({ gameId, playerId }: Subject): Promise<unknown[]> {
    const rows = await this.rowsOf({ gameId, playerId });
    return rows.map(({ teamId, state, message, createdAt }) => ({
      team_id: teamId,
      state,
      message,
      since: createdAt,
    }));
  }

  /** Takes a player out of every team; a leader is followed by an officer, else a member. */
  async erase({ gameId, playerId }: Subject): Promise<void> {
    for (const { id, teamId } of await this.rowsOf({ gameId, playerId }))
      await this.inTeam(teamId, async (em, team) => {
        const row = await em.pick(TeamPlayer, { id });
        if (isMember(row)) await this.book.remove(em, team, row);
        else await em.drop(TeamPlayer, { id });
      });
    await this.db.write((em) => em.change(TeamPlayer, { gameId, byId: playerId }, { byId: null }));
  }

  private async give(em: Unit, team: Team, guest: TeamPlayer, into: string): Promise<void> {
    const known = await this.book.standing(em, team.id, into);
    if (isMember(known) && isMember(guest)) {
      await this.book.remove(em, team, { ...guest, state: 'member' });
      if (guest.state === 'leader') await this.book.setRole(em, known, 'leader');
      return;
    }
    if (known || !isMember(guest)) return;
    if (await this.book.add(em, team, into, guest.state)) await em.drop(TeamPlayer, { id: guest.id });
  }

  private async inTeam(teamId: string, work: (em: Unit, team: Team) => Promise<void>): Promise<void> {
    await this.db.write(async (em) => {
      const known = await em.pick(Team, { id: teamId });
      if (known) await work(em, await this.book.lock(em, teamId, known.gameId));
    });
  }

  private rowsOf({ gameId, playerId }: Subject): Promise<TeamPlayer[]> {
    return this.db.read((em) => em.find(TeamPlayer, { where: { gameId, playerId }, order: { id: 'ASC' } }));
  }
}
