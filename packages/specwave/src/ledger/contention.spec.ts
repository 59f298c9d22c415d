/**
 * Real processes that land tasks of one workspace at the same time. They run the sources as they are now,
 * compiled once here, so that no build has to be fresh.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withWorkspaceLock } from '../state/lock';
import { compileSources, SOURCES_ENVIRONMENT } from '../state/testing/sources';
import { readTaskList } from '../tasklist/read';
import { readLedger, updateLedger } from './store';

/** Lands tasks, all at once, as `run/` does, when a line on standard input says so. `die`: killed half-way. */
const PROGRAM = `
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { completedTasks, recordTask } = require('./ledger/entries');
const { updateLedger } = require('./ledger/store');
const { tickOnDisk } = require('./ledger/tickFile');
const { readTaskList } = require('./tasklist/read');

const [root, ending, ...names] = process.argv.slice(2);

async function land(spec, id) {
  const file = 'specs/' + spec + '/tasks.md';
  const task = readTaskList(readFileSync(join(root, file), 'utf8'), file).tasks.find((each) => each.id === id);
  const result = await updateLedger(root, (ledger) => {
    const ticked = tickOnDisk(root, file, task, completedTasks(ledger, spec).add(id));
    if (!ticked.ok) return ticked.problems;
    if (ending === 'die') process.kill(process.pid, 'SIGKILL');
    const { tasks } = ticked.value.list;
    const completed = tasks.filter((each) => each.state === 'done').length;
    const entry = { status: 'completed', outcome: 'landed', agent: 'recipe' };
    return recordTask(ledger, spec, id, entry, { total: tasks.length, completed, now: new Date() });
  });
  if (!result.ok) process.stderr.write(JSON.stringify(result.problems));
}

process.stdin.once('data', async () => {
  await Promise.all(names.map((name) => land(...name.split('/'))));
  process.stdin.destroy();
});
process.stdout.write('ready');
`;

let folder: string;
let program: string;
let workspaceRoot: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-contention-'));
  compileSources(folder);
  program = join(folder, 'land.js');
  writeFileSync(program, PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(folder, 'workspace-'));
});

const specId = (n: number): string => `F${String(n).padStart(3, '0')}`;
const taskId = (n: number): string => `T${String(n).padStart(3, '0')}`;

/** Writes specs of so many tasks each, and names all their tasks, as `F001/T001`. */
function writeSpecs(specs: number, tasks: number): string[] {
  return Array.from({ length: specs }, (_, s) => {
    const spec = specId(s + 1);
    const ids = Array.from({ length: tasks }, (_unused, t) => taskId(t + 1));
    mkdirSync(join(workspaceRoot, 'specs', spec), { recursive: true });
    const lines = ids.map((task) => `- [ ] ${task} Make \`src/${task}.ts\`\n`);
    writeFileSync(join(workspaceRoot, 'specs', spec, 'tasks.md'), `# Tasks\n\n${lines.join('')}`);
    return ids.map((task) => `${spec}/${task}`);
  }).flat();
}

/** Starts a process and resolves once it waits for `go`. */
async function start(tasks: string[], ending = 'live') {
  const child = spawn(process.execPath, [program, workspaceRoot, ending, ...tasks], {
    env: SOURCES_ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += String(data)));
  const ended = once(child, 'close').then(([code, signal]) => `${signal ?? code}${errors && `: ${errors}`}`);
  await Promise.race([once(child.stdout, 'data'), ended]);
  return {
    go: (): Promise<string> => {
      child.stdin.write('go\n');
      return ended;
    },
  };
}

/** How many boxes are ticked and how many tasks recorded; and whether the counts of the ledger agree. */
function landed(): { ticks: number; records: number; counted: number } {
  const ledger = readLedger(workspaceRoot);
  if (!ledger.ok) throw new Error(JSON.stringify(ledger.problems));
  const entries = Object.values(ledger.value.specs);
  const ticks = readdirSync(join(workspaceRoot, 'specs')).map((spec) => {
    const file = `specs/${spec}/tasks.md`;
    const list = readTaskList(readFileSync(join(workspaceRoot, file), 'utf8'), file);
    return list.tasks.filter((task) => task.state === 'done').length;
  });
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
  return {
    ticks: sum(ticks),
    records: sum(entries.map((spec) => Object.keys(spec.tasks ?? {}).length)),
    counted: sum(entries.map((spec) => spec.tasks_completed ?? 0)),
  };
}

/** `npm run test:load` has 96 of them, and a thousand landings. */
const AT_ONCE = Number(process.env['SPECWAVE_TEST_AT_ONCE'] ?? 24);

it(`${AT_ONCE} processes that land a task each at the same moment leave ${AT_ONCE} ticks and ${AT_ONCE} records`, async () => {
  const processes = await Promise.all(writeSpecs(1, AT_ONCE).map((task) => start([task])));
  const endings = await Promise.all(processes.map(({ go }) => go()));
  expect(endings.filter((ending) => ending !== '0')).toEqual([]);
  expect(landed()).toEqual({ ticks: AT_ONCE, records: AT_ONCE, counted: AT_ONCE });
});

/**
 * Many contenders for one lock: 24 processes, with several landings each that wait at the same time. `npm run test:load`
 * lands a thousand; `SPECWAVE_TEST_PROCESSES=1000` makes each of them a process of its own, 100 of them alive at a time.
 */
const LANDINGS = Number(process.env['SPECWAVE_TEST_LANDINGS'] ?? 120);
const PROCESSES = Number(process.env['SPECWAVE_TEST_PROCESSES'] ?? 24);

it(`${LANDINGS} tasks that ${PROCESSES} processes land leave as many ticks and records`, async () => {
  const tasks = writeSpecs(LANDINGS / 20, 20);
  const share = Math.ceil(tasks.length / PROCESSES);
  const endings: string[] = [];
  const oneAfterAnother = async (): Promise<void> => {
    while (tasks.length > 0) endings.push(await (await start(tasks.splice(0, share))).go());
  };
  await Promise.all(Array.from({ length: Math.min(PROCESSES, 100) }, oneAfterAnother));
  expect(endings.filter((ending) => ending !== '0')).toEqual([]);
  expect(endings).toHaveLength(PROCESSES);
  expect(landed()).toEqual({ ticks: LANDINGS, records: LANDINGS, counted: LANDINGS });
}, 600_000);

it('a process killed half-way blocks nobody, and nothing is lost', async () => {
  const [first, second, ...others] = writeSpecs(1, 12);
  if (!first || !second) throw new Error('two tasks were expected');
  expect(await (await start([first])).go()).toBe('0');
  const waiting = await Promise.all(others.map((task) => start([task])));
  expect(await (await start([second], 'die')).go()).toBe('SIGKILL');

  const endings = await Promise.all(waiting.map(({ go }) => go()));
  expect(endings.filter((ending) => ending !== '0')).toEqual([]);
  // It had ticked its box and not recorded it: landing it again is all that is missing.
  expect(landed()).toEqual({ ticks: 12, records: 11, counted: 12 });
  expect(await (await start([second])).go()).toBe('0');
  expect(landed()).toEqual({ ticks: 12, records: 12, counted: 12 });
  await updateLedger(workspaceRoot, (ledger) => ledger);
  expect(readdirSync(join(workspaceRoot, '.claude/execution'))).toEqual(['execution.json']);
});

it('the lock of a process that was killed is taken over long before it is stale', async () => {
  const [task] = writeSpecs(1, 1);
  if (!task) throw new Error('a task was expected');
  expect(await (await start([task], 'die')).go()).toBe('SIGKILL');
  const result = await withWorkspaceLock(workspaceRoot, () => 'mine', { staleMs: 60_000, waitMs: 30_000 });
  expect(result).toEqual({ ok: true, value: 'mine' });
});
