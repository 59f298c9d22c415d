const { availableParallelism } = require('node:os');

const shared = {
  rootDir: 'packages/specwave',
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', { configFile: `${__dirname}/.swcrc` }] },
  // The Markdown parser and execa are published as ES modules only: Jest has to transform them.
  transformIgnorePatterns: [],
  setupFilesAfterEnv: [`${__dirname}/jest.timeout.js`],
  // Exports nothing under the condition "require", which is all that Jest asks for.
  moduleNameMapper: { '^unicorn-magic$': '<rootDir>/../../node_modules/unicorn-magic/node.js' },
};

/** @type {import('jest').Config} */
module.exports = {
  // Tests of whole runs mostly wait for processes: with a worker for each core the cores were idle a sixth of the time.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
      globalSetup: '<rootDir>/e2e/support/globalSetup.ts',
    },
  ],
};
