// As `packages.e2e.ts`, with package managers that are installed for it: no part of `npm test`. `npm run test:managers`.
const { projects } = require('./jest.config');

const endToEnd = projects.find(({ displayName }) => displayName === 'e2e');

/** @type {import('jest').Config} */
module.exports = {
  ...endToEnd,
  displayName: 'managers',
  testMatch: ['<rootDir>/e2e/managers/*.managers.ts'],
  globalSetup: '<rootDir>/e2e/managers/globalSetup.ts',
};
