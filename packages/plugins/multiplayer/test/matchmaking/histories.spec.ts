import { Clock, Db, Logger, type Unit } from '@aethex/core';
import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Accepting } from '../../src/matchmaking/accepting.js';
import { Expiry } from '../../src/matchmaking/expiry.js';
import { MatchBook } from '../../src/matchmaking/match-book.js';
import { MatchmakingMetrics } from '../../src/matchmaking/matchmaking-metrics.js';
import { Openings } from '../../src/matchmaking/openings.js';
import { QueueBook } from '../../src/matchmaking/queue-book.js';
import { QueueKeeper } from '../../src/matchmaking/queue-keeper.js';
import { QueueRunner, type RunnerParts } from '../../src/matchmaking/queue-runner.js';
import { TicketRows } from '../../src/matchmaking/store/ticket-rows.js';
import { Tickets } from '../../src/matchmaking/tickets.js';
import { serverWith } from './kit.js';

/** Histories that are tried; `AETHEX_TEST_HISTORIES` for more. */
const histories = Number(process.env['AETHEX_TEST_HISTORIES'] ?? 400);
/** Most steps of one. */
const longest = 14;
const players = ['ann', 'bob', 'cid', 'dan'];
const queues = [
  { name: 'plain', min_players: 2, max_players: 2 },
  { name: 'asked', min_players: 2, max_players: 3, min_after_seconds: 0, accept_seconds: 20 },
];

type Step =
  | { readonly do: 'join' | 'leave' | 'accept' | 'decline'; readonly player: string; readonly queue: string }
  | { readonly do: 'pass' | 'crash' | 'race' | 'sweep'; readonly queue: string };

const queue = fc.constantFrom('plain', 'asked');
const player = fc.constantFrom(...players);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('join' as const), player, queue }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'decline' as const), player, queue }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('accept' as const), player, queue }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('pass' as const, 'race' as const), queue }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'sweep' as const), queue }) },
);
const history = fc.array(fc.uniqueArray(step, { minLength: 1, maxLength: 4 }), {
  minLength: 4,
  maxLength: 14,
});

let server: TestServer;
let parts: RunnerParts;

describe('through any history', () => {
  beforeAll(async () => {
    const settings = { maxRooms: 1_000_000, emptyRoom: '1s' };
    server = await serverWith(queues, { settings });
    // The histories bring matchers of their own.
    await server.get(QueueKeeper).onModuleDestroy();
    parts = {
      db: server.get(Db),
      clock: server.get(Clock),
      log: server.get(Logger),
      queues: server.get(QueueBook),
      matches: server.get(MatchBook),
      openings: server.get(Openings),
      accepting: server.get(Accepting),
      expiry: server.get(Expiry),
      metrics: server.get(MatchmakingMetrics),
    };
  });
  afterAll(() => server.stop());

  /** One game of its own, with two nodes that both believe that they look after its queues. */
  class World {
    private readonly nodes = new Map<string, QueueRunner>();

    constructor(private readonly gameId: string) {}

    /** Steps that happen at the same time. */
    async together(steps: readonly Step[]): Promise<void> {
      await Promise.all(steps.map((one) => this.take(one)));
    }

    /** Time passes and nodes look after their queues, until all is settled. */
    async settle(): Promise<void> {
      for (const { name } of queues) await this.node('a', name).sweep();
      await Promise.all([...this.nodes.values()].map((node) => node.opened()));
    }

    private async take(one: Step): Promise<void> {
      if (one.do === 'pass') return this.node('a', one.queue).run();
      if (one.do === 'sweep') return this.node('b', one.queue).sweep();
      if (one.do === 'race')
        return void (await Promise.all([this.node('a', one.queue).run(), this.node('b', one.queue).run()]));
      if (one.do === 'crash') return this.crash(one.queue);
      if ('player' in one) await this.call(one.do, one.player, one.queue).catch(expected);
    }

    private async call(
      what: 'join' | 'leave' | 'accept' | 'decline',
      playerId: string,
      name: string,
    ): Promise<void> {
      const who = { gameId: this.gameId, playerId };
      if (what === 'join') return void (await server.get(Tickets).open(who, { queue: name }));
      const all = await server.get(TicketRows).ofPlayer(this.gameId, playerId, server.clock!.now());
      const mine = all.find(({ ticket }) => ticket.queue === name && ticket.closedAt === null);
      if (!mine) return;
      if (what === 'leave') return void (await server.get(Tickets).cancel(mine, 'left'));
      await server.get(Accepting)[what](who, mine);
    }

    /** A node makes its matches and dies before it has opened a room. */
    private async crash(name: string): Promise<void> {
      const dead = { open: () => Promise.resolve() } as unknown as Openings;
      await this.runner(name, { ...parts, openings: dead }).run();
      this.nodes.delete(`a/${name}`);
    }

    private node(node: string, name: string): QueueRunner {
      const key = `${node}/${name}`;
      const known = this.nodes.get(key) ?? this.runner(name, parts);
      this.nodes.set(key, known);
      return known;
    }

    private runner(name: string, withParts: RunnerParts): QueueRunner {
      return new QueueRunner(withParts, { gameId: this.gameId, queue: name }, parts.queues.find(name)!);
    }
  }

  /** What players are told when they come too late is no fault. */
  function expected(error: unknown): void {
    const code = (error as { code?: string }).code ?? '';
    if (!code.startsWith('matchmaking.')) throw error;
  }

  const tickets = `SELECT p."player_id", t."id", t."status", t."match_id", t."created_at", t."closed_at"
  FROM "multiplayer_tickets" t JOIN "multiplayer_ticket_players" p ON p."ticket_id" = t."id"
  WHERE t."game_id" = $1 ORDER BY t."created_at", t."id"`;
  const matches = `SELECT "id", "status", "room_id" FROM "multiplayer_matches" WHERE "game_id" = $1`;

  /** Lives histories side by side. They share a clock, which moves when all have taken a step. */
  async function live(some: readonly (readonly (readonly Step[])[])[], first: number): Promise<void> {
    const worlds = some.map((steps, nth) => ({ steps, gameId: `game${first + nth}` }));
    const running = worlds.map(({ steps, gameId }) => ({ steps, world: new World(gameId) }));
    for (let round = 0; round < longest; round += 1) {
      server.clock!.advance([1, 1, 5_000, 1, 25_000][round % 5]!);
      await Promise.all(running.map(({ steps, world }) => world.together(steps[round] ?? [])));
    }
    for (let round = 0; round < 3; round += 1) {
      server.clock!.advance(30_000);
      await Promise.all(running.map(({ world }) => world.settle()));
    }
    await Promise.all(worlds.map(({ gameId }) => check(gameId)));
  }

  /** What must hold whatever happened. */
  async function check(gameId: string): Promise<void> {
    const [all, made] = await server
      .get(Db)
      .read((em: Unit) => Promise.all([em.run(tickets, [gameId]), em.run(matches, [gameId])]));
    for (const name of players) {
      const mine = all.rows.filter((row) => row['player_id'] === name && row['status'] === 'matched');
      for (const [at, row] of mine.entries())
        expect(Number(mine[at + 1]?.['created_at'] ?? Infinity)).toBeGreaterThanOrEqual(
          Number(row['closed_at']),
        );
      const open = all.rows.filter((row) => row['player_id'] === name && row['closed_at'] === null);
      expect(new Set(open.map((row) => row['id'])).size).toBe(open.length);
    }
    for (const match of made.rows) {
      const own = all.rows.filter((row) => row['match_id'] === match['id'] && row['status'] === 'matched');
      if (match['status'] === 'ready') {
        expect(own.length).toBeGreaterThanOrEqual(2);
        expect(new Set(own.map((row) => row['player_id'])).size).toBe(own.length);
        expect(match['room_id']).not.toBeNull();
      } else expect(own).toEqual([]);
      expect(['ready', 'failed']).toContain(match['status']);
    }
  }

  describe('whatever players, matchers and crashes do', () => {
    it('nobody is in two matches, and no match is left without its room', async () => {
      const all = fc.sample(history, { numRuns: histories, seed: 2026 });
      for (let at = 0; at < all.length; at += 50) await live(all.slice(at, at + 50), at);
      // A history in which nothing happens proves nothing.
      const made = `SELECT COUNT(*) AS "n" FROM "multiplayer_matches" WHERE "status" = 'ready'`;
      const { rows } = await server.get(Db).read((em) => em.run(made));
      expect(Number(rows[0]!['n'])).toBeGreaterThan(histories / 4);
    }, 1_800_000);
  });
});
