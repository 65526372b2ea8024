import { changesOf } from './expansion.js';
import { agrees, compatible, type Waiting } from './pair.js';
import type { QueueConfig } from './queue-config.js';
import { ruleTitle, type QueueRule } from './queue-rule.js';
import { partyRating, waitedAt, type WaitingTicket } from './ticket.js';

/** What one rule does to a ticket. Counts are of other waiting tickets. */
export interface RuleEffect {
  readonly rule: string;
  readonly turned_away: number;
  /** Turned away by this rule and no other. */
  readonly only_by_this: number;
  /** Of those turned away: how many the rule lets in once both have waited for as long as it can widen. */
  readonly let_in_at_limit: number;
}

/** Another ticket, without whose it is. */
export interface Candidate {
  readonly players: number;
  readonly waiting_seconds: number;
  readonly rating_difference: number;
  readonly refused_by: readonly string[];
}

/** Why a ticket is not matched yet. */
export interface Why {
  readonly waiting: number;
  readonly compatible: number;
  readonly compatible_players: number;
  readonly needed_players: number;
  readonly holds_out_seconds: number;
  readonly widens_in_seconds: number | null;
  readonly rules: readonly RuleEffect[];
  readonly nearest: readonly Candidate[];
  readonly sentences: readonly string[];
}

/** Longer than any rule takes to widen. */
const forLong = 10 * 86_400;
const shownCandidates = 3;

/** Explains a ticket: which rule turns away how many, who is near, and when the rules will have widened enough. */
export function explain(
  queue: QueueConfig,
  ticket: WaitingTicket,
  others: readonly WaitingTicket[],
  now: number,
): Why {
  const scene: Scene = { queue, mine: at(ticket, now), others: others.map((other) => at(other, now)) };
  const fitting = scene.others.filter((other) => compatible(queue.rules, scene.mine, other));
  const players = playersOf(fitting);
  const holdsOut = Math.max(0, queue.min_after_seconds - scene.mine.seconds);
  const facts = {
    waiting: others.length,
    compatible: fitting.length,
    compatible_players: players,
    needed_players: neededBy(scene, holdsOut > 0 ? queue.max_players : queue.min_players),
    holds_out_seconds: Math.ceil(holdsOut),
    widens_in_seconds: widensIn(scene),
    rules: queue.rules.map((rule) => effectOf(scene, rule)),
    nearest: nearestOf(scene),
  };
  return { ...facts, sentences: sentencesOf(queue, facts) };
}

interface Scene {
  readonly queue: QueueConfig;
  readonly mine: Waiting;
  readonly others: readonly Waiting[];
}

const at = (ticket: WaitingTicket, now: number): Waiting => ({ ticket, seconds: waitedAt(ticket, now) });
const later = ({ ticket, seconds }: Waiting, more: number): Waiting => ({ ticket, seconds: seconds + more });
const playersOf = (waiting: readonly Waiting[]): number =>
  waiting.reduce((sum, { ticket }) => sum + ticket.players.length, 0);
const neededBy = ({ mine }: Scene, size: number): number => Math.max(0, size - mine.ticket.players.length);

function effectOf({ queue, mine, others }: Scene, rule: QueueRule): RuleEffect {
  const turned = others.filter((other) => !agrees(rule, mine, other));
  const rest = queue.rules.filter((other) => other !== rule);
  const limit = (other: Waiting): boolean => agrees(rule, later(mine, forLong), later(other, forLong));
  return {
    rule: ruleTitle(rule),
    turned_away: turned.length,
    only_by_this: turned.filter((other) => compatible(rest, mine, other)).length,
    let_in_at_limit: turned.filter(limit).length,
  };
}

function nearestOf({ queue, mine, others }: Scene): Candidate[] {
  const rating = partyRating(mine.ticket.players, 'average');
  return others
    .map((other): Candidate => {
      const difference = partyRating(other.ticket.players, 'average') - rating;
      return {
        players: other.ticket.players.length,
        waiting_seconds: Math.floor(other.seconds),
        rating_difference: Number.isNaN(difference) ? 0 : Math.round(difference),
        refused_by: queue.rules.filter((rule) => !agrees(rule, mine, other)).map(ruleTitle),
      };
    })
    .toSorted(
      (one, other) =>
        one.refused_by.length - other.refused_by.length ||
        Math.abs(one.rating_difference) - Math.abs(other.rating_difference),
    )
    .slice(0, shownCandidates);
}

/**
 * In how many seconds enough of those who wait now accept each other with the ticket for the smallest match; `null`
 * when never. Whether they accept each other among themselves is left open.
 */
function widensIn(scene: Scene): number | null {
  const { queue, mine, others } = scene;
  const needed = neededBy(scene, queue.min_players);
  const enough = (more: number): boolean => {
    const then = later(mine, more);
    return playersOf(others.filter((other) => compatible(queue.rules, then, later(other, more)))) >= needed;
  };
  const moments = momentsOf(scene);
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(moments[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return moments[low] ?? null;
}

/** Most seconds that are tried when something could widen. */
const mostMoments = 2000;

/** Seconds from now at which a rule may let in more, for the ticket or for another one. */
function momentsOf({ queue, mine, others }: Scene): number[] {
  const changes = queue.rules.flatMap(changesOf);
  const moments = new Set([0]);
  for (const { seconds } of [mine, ...others])
    for (const change of changes) {
      if (change > seconds) moments.add(Math.ceil(change - seconds));
      if (moments.size >= mostMoments) break;
    }
  return [...moments].toSorted((one, other) => one - other);
}

function sentencesOf(queue: QueueConfig, why: Omit<Why, 'sentences'>): string[] {
  if (why.waiting === 0) return ['Nobody else waits in this queue.'];
  const sentences = why.rules
    .filter(({ turned_away: count }) => count > 0)
    .map(
      (effect) =>
        `The rule "${effect.rule}" turns away ${effect.turned_away} of ${tickets(why.waiting)}, ` +
        `${effect.only_by_this} of them alone; fully widened it lets in ${effect.let_in_at_limit}.`,
    );
  sentences.push(
    `${tickets(why.compatible)} with ${players(why.compatible_players)} would do; ` +
      `${players(why.needed_players)} more ${why.needed_players === 1 ? 'is' : 'are'} needed.`,
  );
  if (why.holds_out_seconds > 0 && queue.min_players < queue.max_players)
    sentences.push(
      `It holds out for ${queue.max_players} players for ${why.holds_out_seconds} more seconds, ` +
        `and then takes ${queue.min_players}.`,
    );
  if (why.widens_in_seconds === null)
    sentences.push('Even fully widened, the rules leave too few of those who wait now.');
  else if (why.widens_in_seconds > 0)
    sentences.push(`In ${why.widens_in_seconds} seconds the rules will have widened enough.`);
  return sentences;
}

const tickets = (count: number): string => `${count} waiting ticket${count === 1 ? '' : 's'}`;
const players = (count: number): string => `${count} player${count === 1 ? '' : 's'}`;
