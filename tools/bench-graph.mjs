// What the plugin costs every nx command: `nx show projects` in a workspace of SPECS specs of 20 tasks, against the
// same projects with the same targets written as plain project.json files and no plugin. Ratios of medians of one
// run, because machines are noisy. Usage: node tools/bench-graph.mjs [SPECS] [ROUNDS]
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const specs = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 5);
const tasksPerSpec = 20;
const tasksPerLayer = 5;

const pad = (number, width) => String(number).padStart(width, '0');

function taskList(id, spec) {
  const lines = [`# Tasks for ${id}: Part ${spec} of the benchmark`, ''];
  for (let task = 0; task < tasksPerSpec; task += 1) {
    if (task % tasksPerLayer === 0)
      lines.push(`## Layer ${task / tasksPerLayer}: Step ${task / tasksPerLayer}`, '');
    lines.push(
      `- [ ] T${pad(task + 1, 3)} Create part ${task} in \`src/${id}/part-${task}.ts\``,
      '  - Complexity: Mid',
      '  - Dependencies: None',
    );
  }
  return `${lines.join('\n')}\n`;
}

function makeWorkspace(name, nxJson) {
  const root = join(base, name);
  mkdirSync(root);
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(
    join(root, 'nx.json'),
    JSON.stringify({ analytics: false, neverConnectToCloud: true, ...nxJson }),
  );
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, private: true }));
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.nx\n');
  for (let spec = 0; spec < specs; spec += 1) {
    const id = `F${pad(spec, 4)}`;
    const folder = join(root, 'specs', id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tasks.md'), taskList(id, spec));
    writeFileSync(join(folder, 'spec.md'), `# Part ${spec}\n\nWhat part ${spec} is to do.\n`);
  }
  return root;
}

function nx(root, ...args) {
  // What the run before has left to write must not be paid for by this one.
  execFileSync('sync');
  const started = performance.now();
  // Into a file: nx 24.0.6 ends before a pipe has taken all that it prints.
  const log = openSync(join(base, 'output'), 'w');
  execFileSync(join(root, 'node_modules/.bin/nx'), args, {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', log, 'inherit'],
  });
  const ms = performance.now() - started;
  closeSync(log);
  return { ms, output: readFileSync(join(base, 'output'), 'utf8') };
}

/** Aside, not away: on ext4 the deletion of 20,000 files slows down the creation of the next for seconds. */
let cleared = 0;
function clear(root) {
  cleared += 1;
  if (existsSync(join(root, '.nx'))) renameSync(join(root, '.nx'), join(base, `cleared-${cleared}`));
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const base = mkdtempSync(join(tmpdir(), 'specwave-bench-'));
try {
  const inferred = makeWorkspace('inferred', { plugins: ['specwave'] });
  const plain = makeWorkspace('plain', {});
  nx(inferred, 'graph', '--file=graph.json');
  const { graph } = JSON.parse(readFileSync(join(inferred, 'graph.json'), 'utf8'));
  rmSync(join(inferred, 'graph.json'));
  for (const { data } of Object.values(graph.nodes)) {
    const { name, root, tags, targets, metadata, projectType } = data;
    if (!root.startsWith('specs/')) continue;
    writeFileSync(
      join(plain, root, 'project.json'),
      JSON.stringify({ name, projectType, tags, targets, metadata }),
    );
  }
  const times = { cold: { inferred: [], plain: [] }, warm: { inferred: [], plain: [] } };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, root] of Object.entries({ inferred, plain })) {
      clear(root);
      for (const state of ['cold', 'warm']) {
        const { ms, output } = nx(root, 'show', 'projects');
        const found = output.trim().split('\n').length;
        if (found < specs) throw new Error(`${name}: ${found} projects instead of ${specs}`);
        times[state][name].push(ms);
      }
    }
  }
  for (const state of ['cold', 'warm']) {
    const [own, other] = [median(times[state].inferred), median(times[state].plain)];
    process.stdout.write(
      `${state}: ${(own / other).toFixed(2)} times plain project.json files (${(own / 1000).toFixed(2)} s / ${(other / 1000).toFixed(2)} s; ${specs} specs of ${tasksPerSpec} tasks, median of ${rounds})\n`,
    );
  }
} finally {
  // KEEP=1: to look into the workspaces afterwards.
  if (process.env.KEEP === undefined) rmSync(base, { recursive: true, force: true });
}
