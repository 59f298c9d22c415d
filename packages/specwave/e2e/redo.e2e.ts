/** `specwave redo`: work that is asked for again is done anew, whatever any cache holds. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheServer } from './support/cacheServer';
import { carryOut as carryOutSpec, implement as implementSpec } from './support/calls';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const ALL = ['T001', 'T002', 'T003', 'T004'];

let cache: CacheServer;
let agents: DrivenAgents;
/** All done, by nx; each test has a copy. */
let finished: Workspace;
let workspace: Workspace;
let clones: string[];
/** What agents write from now on, so that old work can be told from new. */
let generation: string;

async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, `${invocation.task} ${generation}\n`);
  await invocation.exit(0);
}

/** T003 builds on T001, T004 on T003, nothing on T002. */
const line = (id: string, ...dependencies: string[]): string =>
  [
    `- [ ] ${id} Create \`out/${id}.txt\``,
    ...dependencies.map((each) => `  - Dependencies: ${each}`),
    '',
  ].join('\n');
const TASKS = `# Tasks for F001: Four

## Layer 0: First

${line('T001')}${line('T002')}
## Layer 1: Second

${line('T003', 'T001')}
## Layer 2: Third

${line('T004', 'T003')}`;

/** With all of Nx's caches. */
function implement(where: Workspace, ...calls: string[]): Promise<string> {
  return implementSpec(where, agents, calls);
}

function carryOut(...calls: string[]): Promise<string> {
  return carryOutSpec(workspace, agents, calls);
}

/** Asks for tasks again, and expects that to be taken. */
async function redo(where: Workspace, ...words: string[]): Promise<string> {
  const { exitCode, output } = await where.specwave('redo', 'F001', ...words);
  if (exitCode !== 0) throw new Error(`specwave redo ended with ${exitCode}:\n${output}`);
  return output;
}

/** The tasks whose file holds work of that generation. */
function madeIn(word: string, where = workspace): string[] {
  return readdirSync(join(where.root, 'out'))
    .filter((file) => where.read(`out/${file}`).endsWith(` ${word}\n`))
    .map((file) => file.replace('.txt', ''))
    .toSorted();
}

/** Another copy of the workspace as it is committed, with the same remote cache and nothing else. */
function clone(): Workspace {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-clone-'))), 'clone');
  clones.push(join(folder, '..'));
  execFileSync('git', ['clone', '--quiet', workspace.root, folder]);
  return Workspace.open(folder, { environment: cache.environment });
}

beforeAll(async () => {
  generation = 'old';
  agents = await DrivenAgents.listen();
  agents.handleAll(finish);
  finished = Workspace.create();
  finished.git('config', 'user.name', 'Test');
  finished.git('config', 'user.email', 'test@example.invalid');
  finished.write(LIST, TASKS);
  finished.write('specwave.yaml', agents.configuration());
  finished.commit();
  await implement(finished, ...ALL);
});
afterAll(async () => {
  agents.close();
  await finished.close();
});

beforeEach(async () => {
  clones = [];
  generation = 'new';
  agents.handleAll(finish);
  cache = await CacheServer.listen();
  workspace = finished.copy(cache.environment);
});
afterEach(async () => {
  cache.close();
  await workspace.close();
  for (const folder of clones) rmSync(folder, { recursive: true, force: true });
});

it('what is asked for again and what builds on it is done anew, and nothing else; it is committed as its own', async () => {
  const said = await redo(workspace, 'T001');
  expect(said).toContain('3 tasks are to be done again');
  expect(said).toMatch(/T003 .*\(builds on T001\)/);
  expect(said).toContain('npx specwave F001');
  expect(boxes(workspace.read(LIST))).toBe('1/4');
  expect(workspace.ledger().specs['F001']).toMatchObject({
    status: 'partial',
    tasks_completed: 1,
    remaining: 3,
    gates: { 0: { status: 'open' }, 1: { status: 'open' }, 2: { status: 'open' } },
  });
  expect(madeIn('old')).toEqual(ALL);

  await carryOut('T001', 'T003', 'T004');
  expect(madeIn('new')).toEqual(['T001', 'T003', 'T004']);
  expect(boxes(workspace.read(LIST))).toBe('4/4');
  expect(workspace.ledger().specs['F001']?.status).toBe('completed');
  const committed = workspace.git('show', '--name-only', '--format=', 'HEAD');
  expect(committed).toContain('out/T001.txt\nout/T003.txt\nout/T004.txt');
  expect(committed).not.toContain('out/T002.txt');
  expect(workspace.git('status', '--porcelain')).toBe('');
});

it('old work is not replayed from any cache, also after `nx reset`, and the old result is kept', async () => {
  await redo(workspace, 'T004');
  await workspace.succeeds('reset');
  await implement(workspace, 'T004');
  expect(madeIn('new')).toEqual(['T004']);
  const kept = '.nx/specwave/redone/F001/T004';
  const [time = ''] = readdirSync(join(workspace.root, kept));
  expect(workspace.read(`${kept}/${time}/results/changes.patch`)).toContain('+T004 old');
});

it('a task that was redone replays as it was redone, and redone again it is done once more', async () => {
  await redo(workspace, 'T004');
  workspace.commit('Ask for T004 again');
  await implement(workspace, 'T004');
  // The commit of the redone work is taken back, the wish is not.
  workspace.git('reset', '--quiet', '--hard', 'HEAD~1');
  await implement(workspace);
  expect(madeIn('new')).toEqual(['T004']);

  generation = 'newer';
  await redo(workspace, 'T004');
  await implement(workspace, 'T004');
  expect(madeIn('newer')).toEqual(['T004']);
});

it('in a clone that shares the cache, what is asked for there is done there', async () => {
  await redo(workspace, 'T004');
  await implement(workspace, 'T004');
  workspace.git('reset', '--quiet', '--hard', 'HEAD~1');
  const other = clone();
  expect(boxes(other.read(LIST))).toBe('4/4');
  generation = 'other';
  await redo(other, 'T004');
  await implement(other, 'T004');
  expect(madeIn('other', other)).toEqual(['T004']);
});

it('while an agent does a task, that task cannot be asked for again, and the run goes on', async () => {
  await redo(workspace, '--from-wave', '2');
  const agent = new Promise<Invocation>((resolve) => agents.handleAll(async (each) => resolve(each)));
  const run = workspace.startCarryOut('F001');
  const invocation = await agent;
  const { exitCode, output } = await workspace.specwave('redo', 'F001', 'T003');
  expect(output).toContain('task-in-progress');
  expect(exitCode).not.toBe(0);
  await finish(invocation);
  expect(await run.done).toMatchObject({ exitCode: 0 });
  expect(madeIn('new')).toEqual(['T004']);
});

it('a dry run and a mistake say what they have to say, and change nothing', async () => {
  const before = [workspace.read(LIST), workspace.read('.claude/execution/execution.json')];
  const said = await redo(workspace, '--from-wave=1', '--dry-run');
  for (const id of ['T003', 'T004']) expect(said).toContain(` ${id} `);
  expect(said).toContain('Nothing was changed');
  const wrong = await workspace.specwave('redo', 'F001', 'T02');
  expect(wrong.output).toMatch(/unknown-task[^]*`T002`/);
  expect(wrong.output).not.toMatch(/^\s+at /m);
  expect(wrong.exitCode).toBe(2);
  expect([workspace.read(LIST), workspace.read('.claude/execution/execution.json')]).toEqual(before);
});
