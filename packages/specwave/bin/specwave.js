#!/usr/bin/env node
// In the repository from the start: npm links the command before the package is built.
const { main } = require('../dist/cli/main.js');

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
