// What a task costs beyond its agent's own time, on a repository of FILES files: a run of TASKS tasks with an agent that
// only writes a file, against the same agents started by an Nx executor that does nothing else (what Nx's fork costs),
// and by `make -j` (the floor). Then the parts of it, each by itself. Medians of one run, because machines are noisy.
// Usage: node tools/bench-run.mjs [TASKS] [FILES] [ROUNDS] [PARALLEL] [PACKAGES]      (build first; ROUNDS 0: the parts only)
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [tasks = 20, files = 10_000, rounds = 3, parallel = 2, packages = 1_500] = process.argv
  .slice(2)
  .map(Number);
const root = mkdtempSync(join(tmpdir(), 'specwave-bench-'));
const environment = {
  ...process.env,
  NX_DAEMON: 'false',
  SPECWAVE_TREES: `${root}-trees`,
  GIT_CONFIG_GLOBAL: '/dev/null',
  // Else it lies in `~/.nx`, where `reset` does not get at it.
  NX_CACHE_DIRECTORY: join(root, '.nx', 'cache'),
};
const pad = (number) => `T${String(number).padStart(3, '0')}`;
const ids = Array.from({ length: tasks }, (_, task) => pad(task + 1));

function write(path, text, mode = 0o644) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}

function run(program, ...args) {
  // Into a file: nx 24.0.6 ends before a pipe has taken all that it prints.
  const log = openSync(join(root, '.nx', 'output'), 'w');
  const started = performance.now();
  try {
    execFileSync(program, args, { cwd: root, env: environment, stdio: ['ignore', log, log] });
  } catch (error) {
    process.stderr.write(readFileSync(join(root, '.nx', 'output'), 'utf8'));
    throw error;
  } finally {
    closeSync(log);
  }
  return performance.now() - started;
}

const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', ...args], {
    cwd: root,
    env: environment,
  });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (line) => process.stdout.write(`${line}\n`);
const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;

function makeWorkspace() {
  for (let file = 0; file < files; file += 1)
    write(`code/d${file % 100}/e${file % 10}/f${file}.ts`, `export const x${file} = ${file};\n`.repeat(20));
  write('agent.sh', 'mkdir -p out\necho "$SPECWAVE_TASK" > "out/$SPECWAVE_TASK.txt"\n');
  write(
    'specs/F001/tasks.md',
    `# Tasks for F001: Bench\n\n${ids.map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`).join('')}`,
  );
  write(
    'specwave.yaml',
    'default: bench\nagents: { bench: { driver: command, command: [sh, agent.sh] } }\ncommit: "off"\n',
  );
  write('nx.json', JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: ['specwave'] }));
  write('package.json', JSON.stringify({ name: 'bench', private: true }));
  write('.gitignore', 'node_modules\n.nx\n');
  // The same targets, whose executor does nothing but start the agent.
  write(
    'floor/project.json',
    JSON.stringify({
      name: 'floor',
      targets: Object.fromEntries([
        ...ids.map((id) => [id, { executor: './floor:start', options: { id } }]),
        ['all', { executor: 'nx:noop', dependsOn: ids }],
      ]),
    }),
  );
  write('floor/package.json', JSON.stringify({ name: 'floor', executors: './executors.json' }));
  write(
    'floor/executors.json',
    JSON.stringify({ executors: { start: { implementation: './start.js', schema: './schema.json' } } }),
  );
  write('floor/schema.json', JSON.stringify({ type: 'object', properties: {} }));
  write(
    'floor/start.js',
    `module.exports = async ({ id }) => {
  require('node:child_process').execFileSync('sh', ['agent.sh'], { env: { ...process.env, SPECWAVE_TASK: id } });
  return { success: true };
};\n`,
  );
  write(
    'Makefile',
    `all: ${ids.join(' ')}\n${ids.map((id) => `${id}:\n\t@SPECWAVE_TASK=${id} sh agent.sh\n`).join('')}.PHONY: all ${ids.join(' ')}\n`,
  );
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, '.nx'));
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
}

function reset() {
  git('checkout', '--quiet', '--', '.');
  for (const path of ['out', '.claude', '.nx/cache', '.nx/specwave/results', '.nx/specwave/own'])
    rmSync(join(root, path), { recursive: true, force: true });
  execFileSync('sync');
}

function measureRuns() {
  const times = { specwave: [], replay: [], fork: [], make: [] };
  const nx = join(root, 'node_modules/.bin/nx');
  const options = [`--parallel=${parallel}`, '--output-style=static'];
  for (let round = 0; round < rounds; round += 1) {
    reset();
    times.specwave.push(run(nx, 'implement', 'F001', ...options));
    rmSync(join(root, 'out'), { recursive: true });
    rmSync(join(root, '.claude'), { recursive: true });
    git('checkout', '--quiet', '--', '.');
    times.replay.push(run(nx, 'implement', 'F001', ...options));
    reset();
    times.fork.push(run(nx, 'run', 'floor:all', '--skip-nx-cache', ...options));
    reset();
    times.make.push(run('make', `-j${parallel}`, 'all'));
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function sayRuns({ specwave, replay, fork, make }) {
  say(`${tasks} tasks, ${files} files, --parallel=${parallel}, medians of ${rounds}`);
  const each = (ms) => `${seconds(ms)}, ${seconds(ms / tasks)} a task`;
  say(`make -j${parallel}:             ${each(make)}`);
  say(`nx, fork and agent:    ${each(fork)} (${(fork / make).toFixed(1)} times make)`);
  say(`specwave:              ${each(specwave)} (${(specwave / fork).toFixed(2)} times nx)`);
  say(`specwave, replayed:    ${each(replay)}`);
  say(`beyond Nx's own fork:  ${seconds((specwave - fork) / tasks)} a task`);
}

/** Installed packages as an install leaves them: a fifth in scopes, a few with scripts of their life cycle, programs for a fifth. */
function installPackages() {
  unlinkSync(join(root, 'node_modules'));
  for (let number = 0; number < packages; number += 1) {
    const name = number % 5 === 0 ? `@scope${number % 50}/p${number}` : `p${number}`;
    const scripts = number % 100 === 0 ? { postinstall: 'node x.js' } : { test: 'x' };
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', scripts }));
    write(`node_modules/${name}/cli.js`, '', 0o755);
    if (number % 5 === 0) {
      mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
      symlinkSync(`../${name}/cli.js`, join(root, 'node_modules/.bin', `p${number}`));
    }
  }
}

/** The steps of one task, one after another in this process, without Nx. */
async function measureParts() {
  const require = createRequire(import.meta.url);
  const load = (module) => require(join(repository, 'packages/specwave/dist', `${module}.js`));
  const { findRepository } = load('worktree/git/repository');
  const { takeSnapshot } = load('worktree/snapshot');
  const { captureChanges } = load('worktree/capture');
  const { landPatch } = load('worktree/landing/land');
  const { laidIn, layPackages } = load('worktree/slots/packages');
  const slots = load('worktree/slots/slots');
  const { withWorkspaceLock } = load('state/lock');
  const folders = slots.slotFolders(`${root}-trees`, join(root, '.nx', 'specwave'));
  const times = {};
  const timed = async (name, step) => {
    const started = performance.now();
    const result = await step();
    (times[name] ??= []).push(performance.now() - started);
    if (result && result.ok === false) throw new Error(JSON.stringify(result.problems));
    return result?.ok ? result.value : result;
  };
  reset();
  installPackages();
  let slot = null;
  for (let round = 0; round < 12; round += 1) {
    const repo = await timed('find the repository', () => findRepository(root));
    const { commit } = await timed('base (once a wave)', () => takeSnapshot(repo, [], folders.scratch));
    const is = slot === null ? 'a new one' : 'a used one';
    slot = await timed(`tree: claim ${is}`, () => slots.claimSlot(repo, folders, new Set(), commit));
    await timed(`tree: fill ${is}`, () => slots.fillSlot(repo, folders, slot, commit, laidIn(slot)));
    await timed(`tree: ${packages} packages, ${is}`, () => layPackages(repo, folders, slot));
    mkdirSync(join(slot.path, 'out'), { recursive: true });
    writeFileSync(join(slot.path, 'out', `${round}.txt`), `${round}\n`);
    const work = await timed('patch', () =>
      captureChanges(repo, slot, commit, [`out/${round}.txt`], folders.scratch),
    );
    await timed('landing', () => landPatch(repo, work.files, work.patch, folders.scratch));
    await timed('lock', () => withWorkspaceLock(root, () => undefined));
  }
  // As in another run: what was found out about packages is known, but no tree is there. (Deleted at the end: right after
  // thousands of files were deleted, ext4 takes ten times as long to make new ones.)
  const repo = (await findRepository(root)).value;
  for (let round = 0; round < 5; round += 1) {
    slots.discard(folders, slot.path);
    const { commit } = (await takeSnapshot(repo, [], folders.scratch)).value;
    slot = (await slots.claimSlot(repo, folders, new Set(), commit)).value;
    await slots.fillSlot(repo, folders, slot, commit);
    await timed(`tree: ${packages} packages, next run`, () => layPackages(repo, folders, slot));
  }
  await timed('tree: take five away', () => slots.emptyTrash(folders));
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

try {
  makeWorkspace();
  if (rounds > 0) sayRuns(measureRuns());
  say('Steps of a task, each by itself:');
  for (const [name, ms] of Object.entries(await measureParts())) say(`  ${name.padEnd(30)} ${seconds(ms)}`);
} finally {
  for (const folder of [root, `${root}-trees`]) rmSync(folder, { recursive: true, force: true });
}
