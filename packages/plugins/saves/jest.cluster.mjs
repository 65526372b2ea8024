import { preset } from '../../../jest.preset.mjs';

/** The same suite, on other engines; what is about the files of SQLite stays with it. */
export default preset('saves on postgres and redis', {
  setupFilesAfterEnv: ['<rootDir>/../../../scripts/engines/postgres-and-redis.mjs'],
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  testPathIgnorePatterns: ['/test/(backup|kill|statements).spec.ts$'],
});
