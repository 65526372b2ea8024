import { describe } from '@jest/globals';
import { keyRingContract } from '@aethex/testing';
import { fileKeys } from '../src/index.js';
import { tempDir } from './temp-dir.js';
describe('FileKeys', () => keyRingContract(() => fileKeys({ dir: tempDir() })));
