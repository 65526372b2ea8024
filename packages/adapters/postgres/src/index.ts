export { postgresBus, type PostgresBusOptions } from './bus/bus.js';
export { postgresCache, type PostgresCacheOptions } from './cache/cache.js';
export type { PostgresOptions } from './options.js';
export { postgresRelay, type PostgresRelayOptions } from './relay/relay.js';
export { postgres } from './postgres.js';
