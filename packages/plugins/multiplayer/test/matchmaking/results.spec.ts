import { matchmaking } from '@aethex/protocol';
import { testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idIn, idOf, playerOf, serverWith, settle, type Matchmaking } from './kit.js';

let server: TestServer;
const as = (name: string): Matchmaking => playerOf(server, name);
const studio = () => server.as('studio', { who: 'server' }).direct(matchmaking);
const near = { type: 'difference', attribute: 'rating', max: 50 } as const;

/** A match of two players. */
async function played(queue: string, one: string, other: string): Promise<string> {
  const ticket = await as(one).join({ queue });
  await as(other).join({ queue });
  await settle(server);
  return (await as(one).get(idIn(ticket))).match!.match_id;
}
const won = (one: string, other: string) => [
  { rank: 1, player_ids: [idOf(one)] },
  { rank: 2, player_ids: [idOf(other)] },
];

describe('after a match', () => {
  beforeAll(async () => {
    const duel = { min_players: 2, max_players: 2 };
    server = await serverWith([
      { ...duel, name: 'ladder', rating: 'duels', ranked: true },
      { ...duel, name: 'casual', rating: 'duels' },
      { ...duel, name: 'close', rules: [near], rating: 'close' },
    ]);
  });
  afterAll(() => server.stop());

  describe('a result', () => {
    it('moves the ratings of winner and loser, which queues of one name share', async () => {
      const match_id = await played('ladder', 'ann', 'bob');
      const { ratings } = await studio().report({ match_id, teams: won('ann', 'bob') });
      expect(ratings.map(({ player_id }) => player_id)).toEqual([idOf('ann'), idOf('bob')]);
      expect(ratings[0]!.points).toBeGreaterThan(ratings[1]!.points);
      expect(await as('ann').rating({ rating: 'duels' })).toEqual({ ...ratings[0], matches: 1 });
      expect(await as('cid').rating({ rating: 'duels' })).toMatchObject({ points: 1000, matches: 0 });
    });

    it('counts once, whoever sends it again and at the same time', async () => {
      const match_id = await played('ladder', 'dan', 'eve');
      const report = { match_id, teams: won('dan', 'eve') };
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => studio().report(report)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(studio().report(report)).rejects.toMatchObject({ code: 'matchmaking.reported' });
      expect(await as('dan').rating({ rating: 'duels' })).toMatchObject({ matches: 1 });
    });

    it('is a server’s to tell, of a match of its game and of its players', async () => {
      const match_id = await played('ladder', 'fay', 'gus');
      const report = { match_id, teams: won('fay', 'gus') };
      await expect(as('fay').report(report)).rejects.toMatchObject({ code: 'request.forbidden' });
      const elsewhere = server.as('studio', { who: 'server', gameId: 'another' }).direct(matchmaking);
      await expect(elsewhere.report(report)).rejects.toMatchObject({ code: 'matchmaking.no_match' });
      await expect(studio().report({ match_id, teams: won('fay', 'nobody') })).rejects.toMatchObject({
        code: 'matchmaking.strange_result',
        data: { player_id: idOf('nobody') },
      });
    });

    it('of two matches of one player at the same time is not lost', async () => {
      const matches = [];
      for (const other of ['h1', 'h2', 'h3', 'h4']) matches.push(await played('ladder', 'hub', other));
      await Promise.all(
        matches.map((match_id, at) => studio().report({ match_id, teams: won('hub', `h${at + 1}`) })),
      );
      expect(await as('hub').rating({ rating: 'duels' })).toMatchObject({ matches: 4 });
    });
  });

  describe('the rating a player queues with', () => {
    it('is the server’s; a claim counts only while there is none', async () => {
      const claims = await as('ivy').join({ queue: 'close', skill: 1800 });
      await as('jon').join({ queue: 'close', skill: 1000 });
      await as('kim').join({ queue: 'close', skill_range: [1700, 1900] });
      await settle(server);
      expect(await as('ivy').get(idIn(claims))).toMatchObject({
        match: { players: [{ player_id: idOf('ivy') }, { player_id: idOf('kim') }] },
      });
      const { match } = await as('ivy').get(idIn(claims));
      await studio().report({ match_id: match!.match_id, teams: won('ivy', 'kim') });
      const { points } = await as('ivy').rating({ rating: 'close' });
      const again = await as('ivy').join({ queue: 'close', skill: 1000 });
      const why = await as('ivy').why(idIn(again));
      expect(why.nearest).toEqual([
        {
          players: 1,
          waiting_seconds: 0,
          rating_difference: 1000 - points,
          refused_by: ['difference of rating'],
        },
      ]);
    });

    it('hears no claim in a ranked queue', async () => {
      const one = await as('leo').join({ queue: 'ladder', skill: 9000 });
      const why = await as('leo').why(idIn(one));
      expect(why).toMatchObject({ waiting: 0, sentences: ['Nobody else waits in this queue.'] });
      await as('leo').leave(idIn(one));
    });

    it('of others is seen only by whoever may moderate', async () => {
      const user_id = testPlayerId('ann');
      await expect(as('bob').rating({ user_id })).rejects.toMatchObject({ code: 'matchmaking.no_player' });
      const moderator = server.as('mod', { permissions: ['multiplayer.moderate'] }).direct(matchmaking);
      expect(await moderator.rating({ user_id, rating: 'duels' })).toMatchObject({
        player_id: user_id,
        matches: 1,
      });
    });
  });
});
