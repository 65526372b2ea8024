import { describe } from '@jest/globals';
import { busContract } from '@aethex/testing';
import { memoryBus } from '../src/index.js';
describe('MemoryBus', () => busContract(memoryBus));
