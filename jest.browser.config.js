// The report in a real browser: needs the system's Chromium, so it is no part of `npm test`. `npm run test:browser` runs it.
const { projects } = require('./jest.config');

const endToEnd = projects.find(({ displayName }) => displayName === 'e2e');

/** @type {import('jest').Config} */
module.exports = { ...endToEnd, displayName: 'browser', testMatch: ['<rootDir>/e2e/browser/*.browser.ts'] };
