import { Db, type Caller, type Serves } from '@aethex/core';
import { houseError, players, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { readLookUp } from '../accounts/identity-input.js';
import { isUuid } from '../rules/uuid.js';
import { Roster, type Member } from './roster.js';
import { Bans } from './bans.js';
import { shownPlayer } from './shown.js';

type Served = Pick<Serves<typeof players>, 'find' | 'get'>;

/** Shows a studio the players of its game. */
@Injectable()
export class PlayersService implements Served {
  constructor(
    private readonly db: Db,
    private readonly roster: Roster,
    private readonly bans: Bans,
  ) {}

  async find(input: In<typeof players, 'find'>, { gameId }: Caller) {
    if (input.player_id !== undefined)
      return this.one(await this.roster.find(input.player_id, gameId), gameId);
    if (input.email !== undefined || input.username !== undefined) {
      const lookUp = readLookUp(input);
      return this.one(lookUp && (await this.roster.findBy(lookUp, gameId)), gameId);
    }
    return this.page(input.cursor ?? null, input.limit, gameId);
  }

  async get({ player_id }: In<typeof players, 'get'>, { gameId }: Caller) {
    const member = await this.roster.find(player_id, gameId);
    if (!member) throw players.error('get', 'not_found');
    return this.shown(member, gameId);
  }

  private async one(member: Member | null, gameId: string) {
    return { players: member ? [await this.shown(member, gameId)] : [], next_cursor: null };
  }

  private async page(cursor: string | null, limit: number, gameId: string) {
    if (cursor !== null && !isUuid(cursor))
      throw houseError('request.invalid', { issues: [{ path: 'cursor', message: 'is no `next_cursor`' }] });
    const found = await this.roster.page(gameId, cursor, limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      players: await Promise.all(page.map((member) => this.shown(member, gameId))),
      next_cursor: last?.seen.id ?? null,
    };
  }

  private async shown(member: Member, gameId: string) {
    const ban = await this.db.read((em) => this.bans.find(em, member.account.id, gameId));
    return shownPlayer(member, ban);
  }
}
