import { Db, PluginHost } from '@aethex/core';
import { teams, type ClientOf } from '@aethex/protocol';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orgsPlugin } from '../src/index.js';
import { testEngines } from './engines.js';
import { codeOf, rows } from './fixtures.js';

type Teams = ClientOf<typeof teams>;

describe.each(testEngines)('teams of players on $name', (engine) => {
  let server: TestServer;
  let close: () => Promise<void>;
  let names = 0;
  const by = (name: string): Teams => server.as(name).rpc(teams);
  const id = testPlayerId;
  const next = (word: string): string => `${word}${(names += 1)}`;
  const newTeam = (leader: string, more: Partial<Parameters<Teams['create']>[0]> = {}) =>
    by(leader).create({ name: next('Team '), tag: next('T'), entry: 'open', ...more });
  const people = async (team_id: string): Promise<string[]> =>
    (await by('anybody').members({ team_id })).members.map(({ player_id, role }) => `${role} ${player_id}`);

  beforeAll(async () => {
    const opened = await engine.open();
    close = opened.close;
    server = await startAethex({ plugins: [orgsPlugin({ teamMembers: 10 })], adapters: opened.adapters });
  });
  afterAll(async () => {
    await server.stop();
    await close();
  });

  it('are founded with a name and a tag that nothing in the game looks like', async () => {
    const owls = await by('ann').create({ name: 'Night Owls', tag: 'OWL' });
    expect(owls).toMatchObject({ member_count: 1, entry: 'request', max_members: 10, revision: 1 });
    const other = (name: string, tag: string) => codeOf(by('bob').create({ name, tag }));
    expect(await other('nіght 0wls', 'NEW')).toBe('teams.name_taken');
    expect(await other('Day Owls', '0WL')).toBe('teams.tag_taken');
    expect(await other('<b>bold</b>', 'BB')).toBe('teams.name_invalid');
    expect(await codeOf(by('ann').create({ name: 'Second', tag: 'SEC' }))).toBe('teams.too_many');
    const elsewhere = server.as('cid', { gameId: 'another' }).rpc(teams);
    await elsewhere.create({ name: 'Night Owls', tag: 'OWL' });
    expect(await codeOf(elsewhere.get({ team_id: owls.team_id }))).toBe('teams.not_found');
  });

  it('are found by how their names begin, page by page', async () => {
    for (const name of ['Raven A', 'Raven B', 'Raven C'])
      await by(next('founder')).create({ name, tag: next('R') });
    const first = await by('eve').find({ name: 'rAv', limit: 2 });
    expect(first.teams.map(({ name }) => name)).toEqual(['Raven A', 'Raven B']);
    const rest = await by('eve').find({ name: 'rAv', limit: 2, cursor: first.next_cursor ?? '' });
    expect([rest.teams.map(({ name }) => name), rest.next_cursor]).toEqual([['Raven C'], null]);
    expect((await by('eve').find({ name: '%' })).teams).toEqual([]);
  });

  it('of a hundred who want the last seat let one in', async () => {
    const { team_id } = await newTeam('lead', { max_members: 4 });
    await by('second').join({ team_id });
    await by('third').join({ team_id });
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => codeOf(by(`racer${index}`).join({ team_id }))),
    );
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['ok', 'teams.full']));
    expect((await by('eve').get({ team_id })).member_count).toBe(4);
    expect(await people(team_id)).toHaveLength(4);
  });

  it('have nobody who is in two, however many they join at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => newTeam(next('boss'))));
    const codes = await Promise.all(all.map(({ team_id }) => codeOf(by('greedy').join({ team_id }))));
    expect(codes.toSorted()).toEqual(['ok', ...Array<string>(7).fill('teams.too_many')]);
    const counts = await Promise.all(all.map(({ team_id }) => by('eve').get({ team_id })));
    expect(counts.map(({ member_count }) => member_count).reduce((sum, one) => sum + one)).toBe(9);
    expect((await by('greedy').mine({})).teams).toHaveLength(1);
  });

  it('let in by request only whom a leader or officer takes', async () => {
    const { team_id } = await newTeam('chief', { entry: 'request' });
    expect(await codeOf(by('dora').join({ team_id }))).toBe('teams.entry_closed');
    expect(await by('dora').request({ team_id, message: 'please' })).toEqual({ status: 'requested' });
    await by('emil').request({ team_id });
    expect((await by('chief').requests({ team_id })).requests).toMatchObject([
      { player_id: id('dora'), message: 'please' },
      { player_id: id('emil') },
    ]);
    expect(await codeOf(by('dora').requests({ team_id }))).toBe('teams.not_found');
    await by('chief').decide({ team_id, player_id: id('dora'), accept: true });
    await by('chief').decide({ team_id, player_id: id('emil'), accept: false });
    expect(await people(team_id)).toEqual([`leader ${id('chief')}`, `member ${id('dora')}`]);
    expect(await codeOf(by('dora').requests({ team_id }))).toBe('teams.not_allowed');
    expect(await codeOf(by('chief').decide({ team_id, player_id: id('emil'), accept: true }))).toBe(
      'teams.player_not_found',
    );
  });

  it('are joined by invitation for a week, and by nobody else', async () => {
    const { team_id } = await newTeam('host', { entry: 'invite_only' });
    expect(await codeOf(by('gast').request({ team_id }))).toBe('teams.entry_closed');
    await by('host').invite({ team_id, player_id: id('gast') });
    await by('host').invite({ team_id, player_id: id('late') });
    expect((await by('gast').mine({})).invitations).toMatchObject([
      { team: { team_id }, invitation: { invited_by: id('host') } },
    ]);
    await by('gast').join({ team_id });
    server.clock?.advance(7 * 86_400_000);
    expect(await codeOf(by('late').join({ team_id }))).toBe('teams.entry_closed');
    expect((await by('late').mine({})).invitations).toEqual([]);
    await by('host').invite({ team_id, player_id: id('late') });
    await by('late').decline({ team_id });
    expect(await codeOf(by('late').join({ team_id }))).toBe('teams.entry_closed');
  });

  it('are led by one, who hands them over before leaving; an empty one ends', async () => {
    const { team_id } = await newTeam('king');
    await by('heir').join({ team_id });
    expect(await codeOf(by('king').leave({ team_id }))).toBe('teams.last_leader');
    expect(await codeOf(by('heir').transfer({ team_id, player_id: id('heir') }))).toBe('teams.not_allowed');
    await by('king').transfer({ team_id, player_id: id('heir') });
    expect(await people(team_id)).toEqual([`officer ${id('king')}`, `leader ${id('heir')}`]);
    await by('king').leave({ team_id });
    await by('heir').leave({ team_id });
    expect(await codeOf(by('heir').get({ team_id }))).toBe('teams.not_found');
  });

  it('let nobody remove whoever stands as high or higher, and keep out whom they ban', async () => {
    const { team_id } = await newTeam('boss');
    for (const name of ['one', 'two', 'low']) await by(name).join({ team_id });
    for (const name of ['one', 'two'])
      await by('boss').setRole({ team_id, player_id: id(name), role: 'officer' });
    expect(await codeOf(by('one').kick({ team_id, player_id: id('two') }))).toBe('teams.not_allowed');
    expect(await codeOf(by('one').ban({ team_id, player_id: id('boss') }))).toBe('teams.not_allowed');
    expect(await codeOf(by('low').kick({ team_id, player_id: id('low') }))).toBe('teams.not_allowed');
    await by('one').ban({ team_id, player_id: id('low') });
    expect(await codeOf(by('low').join({ team_id }))).toBe('teams.banned');
    expect((await by('two').bans({ team_id })).bans).toMatchObject([{ player_id: id('low') }]);
    await by('two').unban({ team_id, player_id: id('low') });
    expect(await codeOf(by('low').join({ team_id }))).toBe('ok');
  });

  it('change only as they were seen, and never below the members they have', async () => {
    const { team_id, revision } = await newTeam('editor', { properties: { color: 'navy' } });
    await by('reader').join({ team_id });
    const tries = ['red', 'blue', 'green'].map((color) =>
      codeOf(by('editor').update({ team_id, properties: { color }, revision })),
    );
    const codes = await Promise.all(tries);
    expect(codes.toSorted()).toEqual(['ok', 'teams.changed', 'teams.changed']);
    expect(await codeOf(by('editor').update({ team_id, max_members: 1 }))).toBe('teams.size_invalid');
    expect(await codeOf(by('reader').update({ team_id, description: 'mine' }))).toBe('teams.not_allowed');
    expect(await codeOf(by('editor').update({ team_id, name: 'Night Owls' }))).toBe('teams.name_taken');
    expect(await codeOf(by('editor').update({ team_id, properties: 'x'.repeat(20_000) }))).toBe(
      'request.invalid',
    );
  });

  it('tell those it concerns', async () => {
    const { team_id } = await newTeam('caller', { entry: 'request' });
    const socket = await server.as('caller').open();
    await by('asker').request({ team_id });
    const data = { team_id, player_id: id('asker') };
    expect(await socket.next('event')).toMatchObject({ event: 'teams.requested', data });
    await by('caller').decide({ team_id, player_id: id('asker'), accept: true });
    expect(await socket.next('event')).toMatchObject({ event: 'teams.joined', data });
    await by('asker').leave({ team_id });
    expect(await socket.next('event')).toMatchObject({ event: 'teams.left', data });
  });

  it('keep the place of a guest who turns out to be somebody, and pass on when a leader is erased', async () => {
    const { team_id } = await newTeam('guest');
    await by('oldest').join({ team_id });
    const host = server.get(PluginHost);
    const merge = host.merging().find(({ plugin }) => plugin === 'orgs');
    const move = { from: id('guest'), into: id('account'), gameId: 'default' };
    await merge?.hooks.merge(move);
    await merge?.hooks.merge(move);
    expect((await people(team_id)).toSorted()).toEqual(
      [`leader ${id('account')}`, `member ${id('oldest')}`].toSorted(),
    );
    const privacy = host.privacy().find(({ plugin }) => plugin === 'orgs');
    await privacy?.hooks.erase({ playerId: id('account'), gameId: 'default' });
    expect(await people(team_id)).toEqual([`leader ${id('oldest')}`]);
    expect((await by('eve').get({ team_id })).member_count).toBe(1);
    const sql = `SELECT 1 FROM "orgs_team_players" WHERE "player_id" = '${id('account')}'`;
    expect(await rows(server.get(Db), sql)).toEqual([]);
  });
});
