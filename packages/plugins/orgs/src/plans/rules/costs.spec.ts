import { describe, expect, it } from '@jest/globals';
import { costsOf, totalOf } from './costs.js';

const prices: Record<string, number> = { 'cdn.delivered_bytes': 2, 'saves.stored_bytes': 31 };
const priceOf = (meter: string): number => prices[meter] ?? 0;
const use = (meter: string, gameId: string, day: string, amount: number) => ({ meter, gameId, day, amount });

describe('what usage costs', () => {
  it('adds up by meter and game, each unit at its price', () => {
    const uses = [
      use('cdn.delivered_bytes', 'starfall', '2026-01-01', 3),
      use('cdn.delivered_bytes', 'starfall', '2026-01-02', 4),
      use('cdn.delivered_bytes', 'abyss', '2026-01-02', 1),
    ];
    const costs = costsOf(uses, new Set(), priceOf);
    expect(costs.map(({ game_id, amount, cost }) => [game_id, amount, cost])).toEqual([
      ['abyss', 1, 2],
      ['starfall', 7, 14],
    ]);
    expect(totalOf(costs)).toBe(16);
  });

  it('is for what is stored the price of a month, by the days it lay there', () => {
    const days = ['2026-01-01', '2026-01-02'].map((day) => use('saves.stored_bytes', 'starfall', day, 10));
    expect(costsOf(days, new Set(['saves.stored_bytes']), priceOf)).toEqual([
      { meter: 'saves.stored_bytes', game_id: 'starfall', amount: 10, unit_price: 31, cost: 20 },
    ]);
  });

  it('is nothing without a price, and nothing at all without use', () => {
    expect(costsOf([use('auth.monthly_players', 'a', '2026-01-01', 9)], new Set(), priceOf)[0]?.cost).toBe(0);
    expect(totalOf(costsOf([], new Set(), priceOf))).toBe(0);
  });
});
