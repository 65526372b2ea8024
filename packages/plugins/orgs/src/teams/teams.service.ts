import { Clock, Db, Ids, type Caller, type Serves, type Unit } from '@aethex/core';
import { teams, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';
import { lookOf, readTeamName, readTeamTag } from './rules/team-name.js';
import { shownInvitation, shownRequest, shownTeam } from './shown.js';
import { isMember, notFound, TeamBook } from './team-book.js';
import { TeamPlayer } from './team-player.entity.js';
import { Team } from './team.entity.js';

type Served = Pick<Serves<typeof teams>, 'create' | 'find' | 'get' | 'mine' | 'update' | 'delete'>;

const findSql = `SELECT "id" FROM "orgs_teams" WHERE "game_id" = $1 AND "name_key" LIKE $2 ESCAPE '!'
  AND "name_key" > $3 ORDER BY "name_key" LIMIT $4`;

/** Teams of players: founded, found, changed, deleted. */
@Injectable()
export class TeamsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly book: TeamBook,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async create(input: In<typeof teams, 'create'>, caller: Caller) {
    const { description, entry, properties = {} } = input;
    const team: Team = {
      ...nameOf(input.name),
      ...tagOf(input.tag),
      id: this.ids.next(),
      gameId: caller.gameId,
      description,
      entry,
      maxMembers: this.sizeOf(input.max_members ?? this.config.teamMembers, 1),
      memberCount: 0,
      properties,
      revision: 1,
      turn: 0,
      createdAt: this.clock.now(),
    };
    await this.db.write(async (em) => {
      if (!(await em.add(Team, team))) throw await this.taken(em, team);
      await this.book.seat(em, team, caller.id, 'leader');
    });
    return shownTeam({ ...team, memberCount: 1 });
  }

  async find({ name, cursor, limit }: In<typeof teams, 'find'>, { gameId }: Caller) {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
    const begins = `${lookOf(name).replace(/[!%_]/g, '!$&')}%`;
    return this.db.read(async (em) => {
      const { rows } = await em.run(findSql, [gameId, begins, after.replaceAll('\0', ''), limit + 1]);
      const found = await Promise.all(rows.map((row) => em.pick(Team, { id: String(row['id']) })));
      const page = found.filter((team) => team !== null).slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const next = last ? Buffer.from(last.nameKey).toString('base64url') : null;
      return { teams: page.map(shownTeam), next_cursor: next };
    });
  }

  async get({ team_id }: In<typeof teams, 'get'>, { gameId }: Caller) {
    return shownTeam(await this.book.find(team_id, gameId));
  }

  async mine(_: In<typeof teams, 'mine'>, { id: playerId, gameId }: Caller) {
    const rows = await this.db.read((em) =>
      em.find(TeamPlayer, { where: { playerId, gameId }, order: { id: 'ASC' }, take: 500 }),
    );
    const known = rows.map(async (row) => ({ row, team: await this.db.pick(Team, { id: row.teamId }) }));
    const all = (await Promise.all(known)).flatMap(({ row, team }) =>
      team ? [{ row, team: shownTeam(team) }] : [],
    );
    const now = this.clock.now();
    return {
      teams: all.flatMap(({ row, team }) => (isMember(row) ? [{ team, role: row.state }] : [])),
      invitations: all.flatMap(({ row, team }) =>
        row.state === 'invited' && row.expiresAt !== null && row.expiresAt > now
          ? [{ team, invitation: shownInvitation(row) }]
          : [],
      ),
      requests: all.flatMap(({ row, team }) =>
        row.state === 'requested' ? [{ team, request: shownRequest(row) }] : [],
      ),
    };
  }

  async update(input: In<typeof teams, 'update'>, caller: Caller) {
    const { team_id: id, name, tag, description, entry, max_members, properties, revision } = input;
    return this.db.write(async (em) => {
      const { team } = await this.book.acting(em, caller, id, 'update');
      if (revision !== undefined && revision !== team.revision)
        throw teams.error('update', 'changed', { revision: team.revision });
      const changed: Team = {
        ...team,
        ...(name !== undefined && nameOf(name)),
        ...(tag !== undefined && tagOf(tag)),
        ...(description !== undefined && { description }),
        ...(entry !== undefined && { entry }),
        ...(max_members !== undefined && { maxMembers: this.sizeOf(max_members, team.memberCount) }),
        ...(properties !== undefined && { properties }),
        revision: team.revision + 1,
      };
      await this.refuseTaken(em, changed);
      await em.change(Team, { id }, changed);
      return shownTeam(changed);
    });
  }

  async delete({ team_id: id }: In<typeof teams, 'delete'>, caller: Caller) {
    await this.db.write(async (em) => {
      await this.book.acting(em, caller, id, 'delete');
      const members = await this.book.members(em, id);
      for (const { playerId } of members) await this.book.tell(em, 'left', id, playerId);
      if ((await em.drop(Team, { id })) === 0) throw notFound();
    });
    return null;
  }

  private sizeOf(wanted: number, least: number): number {
    const most = this.config.teamMembers;
    if (wanted < least || wanted > most) throw teams.error('create', 'size_invalid', { least, most });
    return wanted;
  }

  private async refuseTaken(em: Unit, { id, gameId, nameKey, tagKey }: Team): Promise<void> {
    const [byName, byTag] = [
      await em.pick(Team, { gameId, nameKey }),
      await em.pick(Team, { gameId, tagKey }),
    ];
    if (byName && byName.id !== id) throw teams.error('update', 'name_taken');
    if (byTag && byTag.id !== id) throw teams.error('update', 'tag_taken');
  }

  private async taken(em: Unit, { gameId, nameKey }: Team) {
    const isName = (await em.pick(Team, { gameId, nameKey })) !== null;
    return teams.error('create', isName ? 'name_taken' : 'tag_taken');
  }
}

function nameOf(typed: string): Pick<Team, 'name' | 'nameKey'> {
  const word = readTeamName(typed);
  if (!word) throw teams.error('create', 'name_invalid', { field: 'name' });
  return { name: word.shown, nameKey: word.key };
}

function tagOf(typed: string): Pick<Team, 'tag' | 'tagKey'> {
  const word = readTeamTag(typed);
  if (!word) throw teams.error('create', 'name_invalid', { field: 'tag' });
  return { tag: word.shown, tagKey: word.key };
}
