import { preset } from '../../../jest.preset.mjs';

/** Matchmaking once more, on other engines: its promises are kept by the database. */
export default preset('matchmaking on postgres and redis', {
  setupFilesAfterEnv: ['<rootDir>/../../../scripts/engines/postgres-and-redis.mjs'],
  testMatch: ['<rootDir>/test/matchmaking/*.spec.ts'],
});
