import { Jobs } from '@aethex/core';
import { startAethex, testPlayerId, type Refused, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { savesPlugin } from '../src/index.js';
import { limits, Model, type Verdict } from './model.js';
import { player, usage, type Saves } from './tools.js';

const histories = 300;
const patience = 120_000;
const hour = 60 * 60 * 1000;

const slot = fc.constantFrom('a', 'a', 'b', 'a-2');
const data = fc.constantFrom('x', 'y', 'z'.repeat(60), 'w'.repeat(150));
/** What a device takes for current: what is, what it saw last, nothing, or something that never was. */
const base = fc.constantFrom('current', 'current', 'seen', 'seen', 'none', 'future') as fc.Arbitrary<Belief>;
const believed = fc.constantFrom('none', 'none', 'current', 'seen') as fc.Arbitrary<Belief>;
type Belief = 'current' | 'seen' | 'none' | 'future';

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('put' as const), slot, data, base, overwrite: fc.boolean().filter(Boolean).map(() => false), device: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('put' as const), slot, data, base, overwrite: fc.constant(true), device: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), slot, base: believed, device: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteOne' as const), slot, revision: fc.nat(9), base: believed, device: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), slot, revision: fc.nat(9), base: believed, device: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('resolve' as const), pick: fc.nat(5), keep: fc.constantFrom('theirs', 'mine', 'both', 'merge'), base: believed, data, device: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'prune' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), chance: fc.nat(14) }) },
);
