import { definePlugin, Metrics, Relay } from '@aethex/core';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineMatcher, multiplayerPlugin } from '../../src/index.js';
import { TicketRecorder } from '../../src/matchmaking/recorder.js';
import { replay } from '../../src/matchmaking/rules/simulate.js';
import { ticketOfLine } from '../../src/matchmaking/rules/recording.js';
import { QueueConfig } from '../../src/matchmaking/rules/queue-config.js';
import { idIn, idOf, playerOf, serverWith, settle, type Matchmaking } from './kit.js';

const duel = (name: string) => ({ name, min_players: 2, max_players: 2 });
const near = {
  type: 'difference' as const,
  attribute: 'rating',
  max: 50,
  expansion: { linear: { every_seconds: 10, by: 50, limit: 200 } },
};

describe('a queue', () => {
  let server: TestServer;
  const as = (name: string): Matchmaking => playerOf(server, name);
  const cups = definePlugin({
    id: 'cups',
    extends: [
      defineMatcher('cup', ({ tickets }) =>
        tickets.length < 3 ? [] : [{ tickets: [tickets[0]!.id, tickets[2]!.id], teams: ['home', 'away'] }],
      ),
      defineMatcher('broken', () => [{ tickets: ['nobody'] }]),
    ],
  });
  beforeAll(async () => {
    server = await serverWith(
      [{ ...duel('near'), rules: [near] }, duel('waits'), duel('cup'), duel('broken'), duel('recorded')],
      { plugins: [cups()] },
    );
  });
  afterAll(() => server.stop());

  it('explains why a ticket waits: which rule turns away how many, and when it will have widened', async () => {
    const ann = await as('w ann').join({ queue: 'near', skill: 1500 });
    await as('w bob').join({ queue: 'near', skill: 1630 });
    await as('w cid').join({ queue: 'near', skill: 1900 });
    await settle(server);
    const why = await as('w ann').why(idIn(ann));
    expect(why).toMatchObject({
      waiting: 2,
      compatible: 0,
      needed_players: 1,
      widens_in_seconds: 20,
      rules: [{ rule: 'difference of rating', turned_away: 2, only_by_this: 2, let_in_at_limit: 1 }],
      nearest: [
        { rating_difference: 130, refused_by: ['difference of rating'] },
        { rating_difference: 400, refused_by: ['difference of rating'] },
      ],
    });
    expect(why.sentences).toEqual([
      'The rule "difference of rating" turns away 2 of 2 waiting tickets, 2 of them alone; fully widened it lets in 1.',
      '0 waiting tickets with 0 players would do; 1 player more is needed.',
      'In 20 seconds the rules will have widened enough.',
    ]);
    server.clock!.advance(20_000);
    await settle(server);
    expect(await as('w ann').get(idIn(ann))).toMatchObject({ status: 'matched' });
  });

  it('tells how long tickets wait, and about how long one will', async () => {
    for (let round = 1; round <= 6; round += 1) {
      await as(`q one ${round}`).join({ queue: 'waits' });
      server.clock!.advance(round * 1000);
      await as(`q two ${round}`).join({ queue: 'waits' });
      await settle(server);
    }
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await as('q').stats({ queue: 'waits' })).toMatchObject({
      waiting_tickets: 0,
      matches: 6,
      wait_p50_seconds: 0,
      wait_p90_seconds: 5,
    });
    const ticket = await as('q').join({ queue: 'waits' });
    expect(ticket.estimated_wait_seconds).toBe(0);
    server.clock!.advance(2_500);
    expect(await as('q').get(idIn(ticket))).toMatchObject({
      waiting_seconds: 2.5,
      estimated_wait_seconds: null,
    });
    expect(await server.get(Metrics).registry.metrics()).toMatch(
      /aethex_multiplayer_matches_total\{queue="waits",kind="new"\} 6/,
    );
  });

  it('may have a matcher of a studio’s own; one that fails matches nobody', async () => {
    const tickets = [];
    for (const name of ['c ann', 'c bob', 'c cid']) tickets.push(idIn(await as(name).join({ queue: 'cup' })));
    const lost = await as('c dan').join({ queue: 'broken' });
    await settle(server);
    expect(await as('c ann').get(tickets[0]!)).toMatchObject({
      status: 'matched',
      match: {
        players: [
          { player_id: idOf('c ann'), team: 'home' },
          { player_id: idOf('c cid'), team: 'away' },
        ],
      },
    });
    expect(await as('c bob').get(tickets[1]!)).toMatchObject({ status: 'waiting' });
    expect(await as('c dan').get(idIn(lost))).toMatchObject({ status: 'waiting' });
  });

  it('is recorded without anybody’s name, and plays again as it was', async () => {
    const ann = await as('r ann').join({ queue: 'recorded', skill: 1500, mode: 'x' });
    server.clock!.advance(4000);
    await as('r bob').join({ queue: 'recorded', skill: 1600, latencies: { eu: 20 } });
    const cid = await as('r cid').join({ queue: 'recorded', skill_range: [1000, 1200] });
    await settle(server);
    server.clock!.advance(1000);
    await as('r cid').leave(idIn(cid));
    const lines = [];
    for await (const line of server.get(TicketRecorder).lines())
      if (line.queue === 'recorded') lines.push(line);
    expect(JSON.stringify(lines)).not.toContain(idOf('r ann'));
    expect(JSON.stringify(lines)).not.toContain(ann.ticket_id);
    expect(lines).toMatchObject([
      { ratings: [1500], attributes: { mode: 'x' }, cancelled_at: null },
      { ratings: [1600], latencies: { eu: 20 } },
      { skill_range: [1000, 1200], cancelled_at: '2026-01-01T00:00:' + lines[2]!.cancelled_at!.slice(17) },
    ]);
    expect(replay(QueueConfig.parse(duel('recorded')), lines.map(ticketOfLine))).toMatchObject({
      tickets: 3,
      matched: 2,
      cancelled: 1,
      unmatched: 0,
      matches: 1,
      wait: { p50: 0, p90: 4 },
    });
  });
});

describe('a node that dies', () => {
  it('leaves its queue to another one within five seconds', async () => {
    const server = await startAethex({
      realClock: true,
      plugins: [multiplayerPlugin({ queues: [duel('d')] } as never)],
    });
    try {
      const dead = await server.get(Relay).claim('queue/default/d', 'a node that is gone', 3);
      expect(dead).not.toBeNull();
      const began = performance.now();
      const ticket = await playerOf(server, 'ann').join({ queue: 'd' });
      await playerOf(server, 'bob').join({ queue: 'd' });
      let status: string = ticket.status;
      while (status === 'waiting' && performance.now() - began < 8000) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        status = (await playerOf(server, 'ann').get(idIn(ticket))).status;
      }
      expect(status).toBe('matched');
      expect(performance.now() - began).toBeGreaterThan(2000);
      expect(performance.now() - began).toBeLessThan(5000);
    } finally {
      await server.stop();
    }
  }, 30_000);
});
