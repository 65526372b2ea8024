import { busContract, withServers } from '@aethex/testing';
import { redisBus } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';

withServers(['redis'], 'RedisBus', ({ redis: url }) => {
  busContract(() => redisBus({ url, prefix: ownPrefix() }));
});
