import { describe } from '@jest/globals';
import { clockContract, fakeClock, idsContract, seqIds } from '@aethex/testing';
import { systemClock, uuidIds } from '../src/index.js';

describe('SystemClock', () => clockContract(systemClock));
describe('FakeClock at the present time', () => clockContract(() => fakeClock(new Date()).adapter));
describe('UuidIds', () => idsContract(uuidIds));
describe('SeqIds', () => idsContract(() => seqIds().adapter));
