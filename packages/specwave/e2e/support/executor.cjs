// Runs executors of the installed package in one process, without Nx: ROOT TARGET... (all at the same time, of F001).
// For many at once: a process of Nx's own for each costs three times as much.
const { join } = require('node:path');

const [root, ...targets] = process.argv.slice(2);
const { begin, task } = require(join(root, 'node_modules', 'specwave', 'dist', 'executors.js'));

const run = (targetName) =>
  (targetName === 'begin' ? begin : task)(
    {},
    {
      root,
      targetName,
      projectName: 'F001',
      nxJsonConfiguration: {},
      projectsConfigurations: { projects: { F001: { root: 'specs/F001', tags: ['spec'] } } },
      projectGraph: { dependencies: {} },
    },
  );
Promise.all(targets.map(run)).then((results) => {
  process.exitCode = results.every(({ success }) => success) ? 0 : 1;
});
