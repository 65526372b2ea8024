import { job, Relay, serve, type PluginSpec } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Accepting } from './accepting.js';
import { Announcements } from './announcements.js';
import { Backfills } from './backfills.js';
import { matchmakingEntities } from './entities/index.js';
import { Expiry } from './expiry.js';
import { PruneTickets } from './jobs/prune-tickets.js';
import { MatchBook } from './match-book.js';
import { MatchesService } from './matches.service.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import { MatchmakingPrivacy } from './matchmaking-privacy.js';
import { MatchmakingService } from './matchmaking.service.js';
import { matchmakingMigrations } from './migrations/index.js';
import { Openings } from './openings.js';
import { Penalties } from './penalties.js';
import { TicketPresence } from './presence.js';
import { QueueBell } from './queue-bell.js';
import { QueueBook } from './queue-book.js';
import { QueueKeeper } from './queue-keeper.js';
import { Ratings } from './ratings.js';
import { TicketRecorder } from './recorder.js';
import { MatchResults } from './results.js';
import { Statistics } from './statistics.js';
import { TicketRows } from './store/ticket-rows.js';
import { TicketViews } from './store/ticket-view.js';
import { Tickets } from './tickets.js';

type Parts = Required<
  Pick<PluginSpec, 'needs' | 'serves' | 'entities' | 'migrations' | 'jobs' | 'privacy' | 'providers'>
>;

/** Matchmaking, as the plugin's table of contents lists it. */
export const matchmakingParts: Parts = {
  needs: [Relay],
  serves: [serve(matchmaking, MatchmakingService, MatchesService)],
  entities: matchmakingEntities,
  migrations: matchmakingMigrations,
  jobs: [job('multiplayer.prune', PruneTickets, { every: '15 4 * * *' })],
  privacy: MatchmakingPrivacy,
  providers: [
    MatchmakingMetrics,
    QueueBook,
    QueueBell,
    Statistics,
    TicketRows,
    TicketViews,
    Announcements,
    TicketPresence,
    Penalties,
    Ratings,
    Tickets,
    MatchBook,
    Openings,
    Accepting,
    Expiry,
    Backfills,
    MatchResults,
    TicketRecorder,
    QueueKeeper,
  ],
};
