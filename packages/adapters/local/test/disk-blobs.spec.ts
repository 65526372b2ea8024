import { describe } from '@jest/globals';
import { blobStoreContract } from '@aethex/testing';
import { disk } from '../src/index.js';
import { tempDir } from './temp-dir.js';

describe('DiskBlobs', () => {
  blobStoreContract(() => disk({ dir: tempDir() }));
});
