export default { testMatch: ['<rootDir>/dist/**/*.spec.js'], transform: {} };
