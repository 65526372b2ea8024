/** A party to be put into a team. */
export interface Party {
  readonly size: number;
  /** Sum of its players' ratings. */
  readonly total: number;
}

export interface TeamSize {
  readonly min: number;
  readonly max: number;
}

/** What a split has to keep to; `null` for what does not matter. */
export interface TeamBounds {
  /** Between the average ratings of any two teams. */
  readonly balance: number | null;
  /** Between the sizes of the largest parties of any two teams. */
  readonly similarity: number | null;
}

interface Side {
  size: number;
  total: number;
  parties: number[];
}

/** Ways of packing parties that are tried before a group counts as one that cannot be split. */
const budget = 400;

/**
 * Puts each party into one team, never splitting it: every team within its size, the averages of ratings as near as
 * swapping can bring them. Returns the number of the team of each party, or `null` when it cannot be done.
 */
export function splitIntoTeams(
  parties: readonly Party[],
  teams: readonly TeamSize[],
  bounds: TeamBounds,
): number[] | null {
  const sides = packed(parties, teams);
  if (!sides) return null;
  improve(sides, parties);
  if (bounds.balance !== null && spread(sides.map(average)) > bounds.balance) return null;
  const largest = sides.map(({ parties: own }) => Math.max(0, ...own.map((at) => sizeOf(parties, at))));
  if (bounds.similarity !== null && spread(largest) > bounds.similarity) return null;
  const result = parties.map(() => 0);
  sides.forEach(({ parties: own }, team) => own.forEach((at) => (result[at] = team)));
  return result;
}

/** The widest gap between any two teams' averages. */
export const spread = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);

/** The largest parties first, each into the emptiest and then weakest team that has room; goes back where that fails. */
function packed(parties: readonly Party[], teams: readonly TeamSize[]): Side[] | null {
  const order = parties
    .map((_, at) => at)
    .toSorted(
      (one, other) =>
        sizeOf(parties, other) - sizeOf(parties, one) || totalOf(parties, other) - totalOf(parties, one),
    );
  const sides = teams.map((): Side => ({ size: 0, total: 0, parties: [] }));
  let left = budget;
  const put = (nth: number): boolean => {
    const at = order[nth];
    if (at === undefined) return sides.every(({ size }, team) => size >= (teams[team]?.min ?? 0));
    for (const team of preferred(sides)) {
      const side = sides[team] as Side;
      if (side.size + sizeOf(parties, at) > (teams[team]?.max ?? 0)) continue;
      if ((left -= 1) < 0) return false;
      enter(side, parties, at);
      if (put(nth + 1)) return true;
      leave(side, parties, at);
    }
    return false;
  };
  return put(0) ? sides : null;
}

/** Swaps parties of one size between two teams as long as that brings the averages nearer. */
function improve(sides: readonly Side[], parties: readonly Party[]): void {
  for (let round = 0; round < 8; round += 1)
    if (!sides.some((side) => swapBest(side, sides, parties))) return;
}

function swapBest(side: Side, sides: readonly Side[], parties: readonly Party[]): boolean {
  for (const other of sides) {
    if (other === side) continue;
    const gap = Math.abs(average(side) - average(other));
    let best: { readonly mine: number; readonly theirs: number; readonly gap: number } | null = null;
    for (const mine of side.parties)
      for (const theirs of other.parties) {
        if (sizeOf(parties, mine) !== sizeOf(parties, theirs)) continue;
        const moved = totalOf(parties, theirs) - totalOf(parties, mine);
        const after = Math.abs((side.total + moved) / side.size - (other.total - moved) / other.size);
        if (after < (best?.gap ?? gap) - 1e-9) best = { mine, theirs, gap: after };
      }
    if (!best) continue;
    leave(side, parties, best.mine);
    leave(other, parties, best.theirs);
    enter(side, parties, best.theirs);
    enter(other, parties, best.mine);
    return true;
  }
  return false;
}

const preferred = (sides: readonly Side[]): number[] =>
  sides
    .map((_, team) => team)
    .toSorted((one, other) => {
      const mine = sides[one] as Side;
      const theirs = sides[other] as Side;
      return mine.size - theirs.size || mine.total - theirs.total || one - other;
    });

function enter(side: Side, parties: readonly Party[], at: number): void {
  side.size += sizeOf(parties, at);
  side.total += totalOf(parties, at);
  side.parties.push(at);
}

function leave(side: Side, parties: readonly Party[], at: number): void {
  side.size -= sizeOf(parties, at);
  side.total -= totalOf(parties, at);
  side.parties.splice(side.parties.indexOf(at), 1);
}

const average = ({ size, total }: Side): number => (size === 0 ? 0 : total / size);
const sizeOf = (parties: readonly Party[], at: number): number => parties[at]?.size ?? 0;
const totalOf = (parties: readonly Party[], at: number): number => parties[at]?.total ?? 0;
