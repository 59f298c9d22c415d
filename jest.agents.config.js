// The suite with the real agent programs: large, so it is no part of `npm test`. `npm run test:agents` runs it.
const { projects } = require('./jest.config');

const endToEnd = projects.find(({ displayName }) => displayName === 'e2e');

/** @type {import('jest').Config} */
module.exports = {
  ...endToEnd,
  displayName: 'agents',
  testMatch: ['<rootDir>/e2e/agents/*.agents.ts'],
  globalSetup: '<rootDir>/e2e/agents/globalSetup.ts',
  // A program takes up to 650 MB, and a test runs two of them at once.
  maxWorkers: 2,
};
