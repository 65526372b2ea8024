import { afterAll } from '@jest/globals';
import { databaseContract, withServers } from '@aethex/testing';
import { dropDatabases, freshPostgres } from './servers.js';

withServers(['postgres'], 'Postgres', ({ postgres: server }) => {
  afterAll(dropDatabases);
  databaseContract(() => freshPostgres(server));
});
