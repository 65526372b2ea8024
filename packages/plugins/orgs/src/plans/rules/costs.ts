import { groupBy } from './group-by.js';

/** What a game used of a meter on a day. */
export interface DayUse {
  readonly meter: string;
  readonly gameId: string;
  /** `2026-01-31` */
  readonly day: string;
  readonly amount: number;
}

export interface Cost {
  readonly meter: string;
  readonly game_id: string;
  readonly amount: number;
  readonly unit_price: number;
  readonly cost: number;
}

const daysInMonth = (day: string): number =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();

/**
 * Costs by meter and game, in the order of their names. What adds up costs its price for each unit; of a gauge the price is
 * that of a unit for a month, so that each day costs its share of the month it lies in.
 */
export function costsOf(
  uses: readonly DayUse[],
  gauges: ReadonlySet<string>,
  priceOf: (meter: string) => number,
): Cost[] {
  const groups = groupBy(uses, ({ meter, gameId }) => `${meter} ${gameId}`);
  return [...groups.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, days]) => {
      const { meter, gameId } = days[0] as DayUse;
      const isGauge = gauges.has(meter);
      const price = priceOf(meter);
      const sum = days.reduce((total, { amount }) => total + amount, 0);
      const units = days.reduce((total, { amount, day }) => total + amount / daysInMonth(day), 0);
      const amount = isGauge ? Math.round(sum / days.length) : sum;
      return {
        meter,
        game_id: gameId,
        amount,
        unit_price: price,
        cost: rounded((isGauge ? units : sum) * price),
      };
    });
}

export const totalOf = (costs: readonly Cost[]): number =>
  rounded(costs.reduce((total, { cost }) => total + cost, 0));

/** To a millionth of the currency, so that sums of small prices stay exact enough to add up. */
const rounded = (cost: number): number => Math.round(cost * 1e6) / 1e6;
