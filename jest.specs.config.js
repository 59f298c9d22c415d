// This workspace's own specs, carried out: slow, so it is no part of `npm test`. `npm run test:specs` and .ci/run run it.
const { projects } = require('./jest.config');

const endToEnd = projects.find(({ displayName }) => displayName === 'e2e');

/** @type {import('jest').Config} */
module.exports = { ...endToEnd, displayName: 'specs', testMatch: ['<rootDir>/e2e/thisWorkspace.specs.ts'] };
