import { ordinal, rate, rating as newRating } from 'openskill';

/** A belief about a player's skill: OpenSkill's Plackett-Luce, mean and deviation. */
export interface Skill {
  readonly mu: number;
  readonly sigma: number;
}

export const newcomer: Skill = newRating();

/** Points per unit of OpenSkill and where they begin: a newcomer has 1000, somebody settled of average skill about 1500. */
const scale = 25;
const base = 1000;

/** What players see: a rating that a player has with great certainty (mean less three deviations), about 1500. */
export const pointsOf = (skill: Skill): number => Math.round(base + scale * ordinal(skill));

/**
 * The skills after a match. `ranks` say how the teams did, 1 is the best and equal ranks are a draw; skills come back
 * in the order they were given.
 */
export function ratedMatch(teams: readonly (readonly Skill[])[], ranks: readonly number[]): Skill[][] {
  return rate(
    teams.map((team) => team.map(({ mu, sigma }) => ({ mu, sigma }))),
    { rank: [...ranks] },
  ).map((team) => [...team]);
}
