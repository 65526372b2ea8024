import type { BlobStore } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { bytePromises } from './blob-store/bytes.js';
import { keyPromises } from './blob-store/keys.js';
import { listPromises } from './blob-store/listing.js';
import { placePromises } from './blob-store/places.js';
import { rangePromises } from './blob-store/ranges.js';
import type { BlobPromise } from './blob-store/read.js';
import { contract } from './suite.js';

/** What every `BlobStore` promises. */
export const blobStorePromises: readonly BlobPromise[] = [
  ...bytePromises,
  ...keyPromises,
  ...rangePromises,
  ...listPromises,
  ...placePromises,
];

/**
 * Tests every promise of `BlobStore`: `describe('GcsBlobs', () => blobStoreContract(() => gcs({ bucket })))`. `open`
 * is called once for each; the checks use keys of their own, so they may share a place.
 */
export function blobStoreContract(open: Open<BlobStore>): void {
  contract(blobStorePromises, async () => Stage.raise(await open()));
}
