export default {
  projects: [
    '<rootDir>/packages/protocol',
    '<rootDir>/packages/core',
    '<rootDir>/packages/testing',
    '<rootDir>/packages/adapters/local',
    '<rootDir>/packages/adapters/postgres',
    '<rootDir>/packages/adapters/redis',
    '<rootDir>/packages/adapters/s3',
    '<rootDir>/packages/plugins/auth',
    '<rootDir>/packages/plugins/saves',
    '<rootDir>/packages/clients/js',
    '<rootDir>/apps/server',
    '<rootDir>/examples/first-plugin/jest.repo.mjs',
    '<rootDir>/examples/embed-in-nest',
    '<rootDir>/scripts/docs',
  ],
  workerIdleMemoryLimit: '400MB',
};
