import { describe } from '@jest/globals';
import { cacheContract } from '@aethex/testing';
import { memoryCache } from '../src/index.js';
describe('MemoryCache', () => cacheContract(memoryCache));
