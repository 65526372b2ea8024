import { describe } from '@jest/globals';
import { blobStoreContract } from '@aethex/testing';
import { memoryBlobs } from '../src/index.js';

describe('MemoryBlobs', () => blobStoreContract(memoryBlobs));
