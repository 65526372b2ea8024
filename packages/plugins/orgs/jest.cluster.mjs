import { preset } from '../../../jest.preset.mjs';

/** The same suite, on other engines. */
export default preset('orgs on postgres and redis', {
  setupFilesAfterEnv: ['<rootDir>/../../../scripts/engines/postgres-and-redis.mjs'],
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  // What a browser shows does not depend on the engines.
  testPathIgnorePatterns: ['/node_modules/', 'pages.spec.ts$'],
});
