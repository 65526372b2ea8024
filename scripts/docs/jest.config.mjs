/** Every command and program of the documentation is run: docs/README.md says how a page is written. */
export default {
  displayName: 'docs',
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*.spec.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'json'],
  transform: {},
};
