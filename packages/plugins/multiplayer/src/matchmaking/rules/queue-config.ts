import { z } from 'zod';
import { QueueRule } from './queue-rule.js';

const Seconds = z.number().nonnegative().max(86_400);
/** Most players of one match. */
const mostPlayers = 100;
const Count = z.number().int().min(1).max(mostPlayers);
const Team = z.strictObject({ name: z.string().min(1).max(32), min: Count, max: Count });

const fields = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, "_", "-" or "."'),
  teams: z.array(Team).min(2).max(16).optional(),
  team_size: Count.optional().meta({ description: 'short for equal teams' }),
  team_count: z.number().int().min(2).max(16).default(2),
  min_players: Count.optional(),
  max_players: Count.optional(),
  min_after_seconds: Seconds.default(15).meta({
    description: 'how long a ticket holds out for a full match before it takes a smaller one',
  }),
  rules: z.array(QueueRule).max(20).default([]),
  rating: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('default')
    .meta({ description: 'queues with the same name share their ratings' }),
  ranked: z
    .boolean()
    .default(false)
    .meta({ description: 'whether a player’s own claim of a rating is left out of account' }),
  accept_seconds: Seconds.default(0).meta({ description: '0: matches need no acceptance' }),
  decline_penalty_seconds: Seconds.default(0).meta({
    description: 'for how long whoever declined, or did not answer, may not queue again',
  }),
  room: z
    .strictObject({
      kind: z.string().max(64).optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
    })
    .prefault({}),
});

/** A queue as a studio writes it: who may play with whom, how many they are, and how that widens over time. */
export const QueueConfig = fields.transform((given, context) => {
  const { team_size: size, team_count: count, ...rest } = given;
  const teams = given.teams ?? (size === undefined ? [] : equalTeams(size, count));
  const min = given.min_players ?? (teams.length > 0 ? sum(teams, 'min') : 2);
  const max = given.max_players ?? (teams.length > 0 ? sum(teams, 'max') : Math.max(2, min));
  const wrong = trouble({ teams, min, max });
  if (wrong !== null) {
    context.addIssue({ code: 'custom', message: `queue "${given.name}" ${wrong}` });
    return z.NEVER;
  }
  return { ...rest, teams, min_players: min, max_players: max };
});

export type QueueConfig = z.infer<typeof QueueConfig>;
export type QueueInput = z.input<typeof QueueConfig>;
export type TeamConfig = z.infer<typeof Team>;

const equalTeams = (size: number, count: number): TeamConfig[] =>
  Array.from({ length: count }, (_, index) => ({ name: `team${index + 1}`, min: size, max: size }));
const sum = (teams: readonly TeamConfig[], key: 'min' | 'max'): number =>
  teams.reduce((total, team) => total + team[key], 0);

function trouble(queue: { teams: readonly TeamConfig[]; min: number; max: number }): string | null {
  const { teams, min, max } = queue;
  if (min > max) return `has min_players ${min} above max_players ${max}`;
  if (max > mostPlayers) return `has more than ${mostPlayers} players`;
  if (new Set(teams.map(({ name }) => name)).size < teams.length) return 'names a team twice';
  if (teams.some((team) => team.min > team.max)) return 'has a team with min above max';
  if (teams.length > 0 && max > sum(teams, 'max')) return 'has more players than its teams hold';
  return teams.length > 0 && min < sum(teams, 'min') ? 'has fewer players than its teams need' : null;
}

/**
 * The queue of every mode that has none of its own: two to eight players of one mode and region, near in rating.
 * A configured queue of this name takes its place.
 */
export const defaultQueue: QueueConfig = QueueConfig.parse({
  name: 'default',
  min_players: 2,
  max_players: 8,
  min_after_seconds: 10,
  rules: [
    { type: 'equality', attribute: 'mode' },
    {
      type: 'region',
      expansion: { linear: { every_seconds: 5, by: 25, limit: 400 } },
      optional_after_seconds: 60,
    },
    {
      type: 'difference',
      attribute: 'rating',
      max: 300,
      expansion: { linear: { every_seconds: 5, by: 50, limit: 2000 } },
    },
  ],
});
