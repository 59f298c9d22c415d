// Carries specs out in this one process, by the installed package and without Nx: ROOT PROJECT[,PROJECT...] PARALLEL. The
// targets are those that the plugin makes, and each runs as soon as what it depends on has succeeded, as Nx would have it.
// Specs run one after another, whatever becomes of the one before.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { setMaxListeners } = require('node:events');

const [root, names, parallel] = process.argv.slice(2);
const installed = join(root, 'node_modules', 'specwave', 'dist');
const executors = require(join(installed, 'executors.js'));
const { createNodesV2 } = require(join(installed, 'index.js'));

// Each executor listens for signals, as if it had this process to itself.
for (const emitter of [process, process.stdout, process.stderr]) setMaxListeners(0, emitter);

const IGNORED = ['node_modules', '.git', '.nx'];
const MAKES_PROJECTS = ['tasks.md', 'layered-tasks.md', 'project.json', 'package.json'];

/** Files that the plugin is given by Nx, relative to the root. */
const filesBelow = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.includes(entry.name) ? [] : filesBelow(path);
    return MAKES_PROJECTS.includes(entry.name) ? [path] : [];
  });

/** The targets that `name` depends on, and itself. Dependencies of other projects (`^`) are not followed. */
function neededFor(name, targets, found = new Set()) {
  if (found.has(name)) return found;
  for (const each of before(targets[name])) neededFor(each, targets, found);
  return found.add(name);
}
const before = ({ dependsOn = [] }) => dependsOn.filter((each) => !each.startsWith('^'));

async function main() {
  const nxJsonConfiguration = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8'));
  const context = { workspaceRoot: root, nxJsonConfiguration };
  const plugin = nxJsonConfiguration.plugins.find((each) => (each.plugin ?? each) === 'specwave');
  const made = await createNodesV2[1](filesBelow('').toSorted(), plugin.options, context);
  const all = made.flatMap(([, nodes]) => Object.values(nodes.projects));
  const projects = Object.fromEntries(all.map((project) => [project.name, project]));
  for (const name of names.split(',')) await carryOut(name, projects, nxJsonConfiguration);
}

async function carryOut(projectName, projects, nxJsonConfiguration) {
  const { targets } = projects[projectName];
  const waiting = neededFor('implement', targets);
  const succeeded = new Set();
  const running = new Map();
  const run = async (targetName) => {
    const { success } = await executors[targets[targetName].executor.replace('specwave:', '')](
      targets[targetName].options,
      {
        root,
        projectName,
        targetName,
        nxJsonConfiguration,
        projectsConfigurations: { projects },
        projectGraph: { dependencies: {} },
      },
    );
    running.delete(targetName);
    if (success) succeeded.add(targetName);
    else process.exitCode = 1;
  };
  for (;;) {
    for (const name of waiting) {
      if (running.size >= Number(parallel)) break;
      if (!before(targets[name]).every((each) => succeeded.has(each))) continue;
      waiting.delete(name);
      if (targets[name].executor === 'nx:noop') succeeded.add(name);
      else running.set(name, run(name));
    }
    if (running.size === 0) {
      // What waits for a target that never ran must not look like a run that went well.
      if (waiting.size > 0) process.exitCode = 1;
      return;
    }
    await Promise.race(running.values());
  }
}
void main();
