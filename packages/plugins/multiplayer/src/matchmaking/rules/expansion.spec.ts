import { describe, expect, it } from '@jest/globals';
import { boundAfter, changesOf } from './expansion.js';
import { QueueRule } from './queue-rule.js';

const rule = (more: object) =>
  QueueRule.parse({ type: 'difference', attribute: 'rating', max: 100, ...more });

describe('boundAfter', () => {
  it('widens in even steps up to the limit', () => {
    const linear = rule({ expansion: { linear: { every_seconds: 5, by: 30, limit: 180 } } });
    expect([0, 4.9, 5, 10, 15, 1000].map((seconds) => boundAfter(linear, seconds))).toEqual([
      100, 100, 130, 160, 180, 180,
    ]);
  });

  it('narrows a bound that asks for less with time', () => {
    const maps = QueueRule.parse({
      type: 'intersection',
      attribute: 'maps',
      min: 3,
      expansion: { linear: { every_seconds: 10, by: -1, limit: 1 } },
    });
    expect([0, 10, 20, 90].map((seconds) => boundAfter(maps, seconds))).toEqual([3, 2, 1, 1]);
  });

  it('takes the last step that is due, and is off at null', () => {
    const steps = rule({
      expansion: {
        steps: [
          { after_seconds: 30, value: null },
          { after_seconds: 10, value: 250 },
        ],
      },
    });
    expect([9, 10, 29, 30].map((seconds) => boundAfter(steps, seconds))).toEqual([100, 250, 250, null]);
  });

  it('is off when the rule has become optional', () => {
    expect([19, 20].map((seconds) => boundAfter(rule({ optional_after_seconds: 20 }), seconds))).toEqual([
      100,
      null,
    ]);
  });
});

describe('changesOf', () => {
  it('names every moment at which the bound is another', () => {
    const widening = rule({
      expansion: { linear: { every_seconds: 5, by: 30, limit: 180 } },
      optional_after_seconds: 60,
    });
    expect(changesOf(widening)).toEqual([5, 10, 15, 60]);
    expect(changesOf(rule({}))).toEqual([]);
  });
});
