import { blobStoreContract, withServers } from '@aethex/testing';
import { s3 } from '../src/index.js';
import { optionsOf, ownPrefix } from './place.js';

withServers(['s3'], 'S3Blobs', ({ s3: url }) => {
  blobStoreContract(() => s3({ ...optionsOf(url), prefix: ownPrefix() }));
});
