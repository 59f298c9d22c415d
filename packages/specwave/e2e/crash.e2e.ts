/**
 * Kills whole runs with SIGKILL at random moments: the n-th time that something happens (an agent starts or ends, a
 * line of output, a change of the ledger, of locks, of results, ...), or up to 30 ms later. A failure names its seed:
 * `SPECWAVE_CRASH_SEED=<seed>` repeats its choices (not how far the run got by then). `SPECWAVE_CRASH_MOMENTS=<n>` sets
 * how many moments; one takes about 6 s.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CrashedWorkspace, TASKS } from './support/crashed';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { Moments } from './support/moments';
import { E2E_RUN, killRun, processesOf } from './support/processes';
import { type Random, seeded } from './support/random';
import type { Launched } from './support/workspace';

const SEED = Number(process.env['SPECWAVE_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const MOMENTS = Number(process.env['SPECWAVE_CRASH_MOMENTS'] ?? 1);
/** At most so many kills in a row before a run is let through. */
const KILLS = 8;
/** Marks all processes of this test. */
const MARK = `crash-${process.pid}-`;

interface Run {
  name: string;
  nx: Launched;
  moments: Moments;
  killed: boolean;
  started: Invocation[];
  /** What agents did not find in their trees. */
  missing: string[];
}

let agents: DrivenAgents;
let crashed: CrashedWorkspace;
let run: Run;
/** How often each source of moments has its turn in a whole run. */
let usual: ReadonlyMap<string, number>;
let runs = 0;

/** An agent of a killed run gets no orders any more: it lives until somebody ends it. */
async function work(invocation: Invocation): Promise<void> {
  const own = run;
  const isOver = (): boolean => own.killed || invocation.run !== own.name;
  if (isOver()) return;
  own.started.push(invocation);
  own.moments.happen('agent started');
  if (isOver()) return;
  own.missing.push(...crashed.missingIn(invocation).map((path) => `${invocation.task}: ${path}`));
  for (const [path, text] of crashed.workOf(invocation)) {
    if (isOver()) return;
    await invocation.write(path, text);
  }
  if (isOver()) return;
  await invocation.exit(0);
  own.moments.happen('agent ended');
}

function start(): Launched {
  const name = `${MARK}${(runs += 1)}.`;
  const moments = new Moments();
  const { workspace } = crashed;
  const environment = { [E2E_RUN]: name };
  const nx = workspace.launch(['implement', 'F001', '--parallel=4', '--output-style=static'], {
    environment,
    detached: true,
  });
  run = { name, nx, moments, killed: false, started: [], missing: [] };
  moments.watch('output', nx.log, { isFile: true });
  moments.watch('ledger', crashed.folder('.claude/execution'));
  moments.watch('task list', crashed.folder('specs/F001'));
  moments.watch('tree', crashed.folder('out'), { deep: true });
  moments.watch('result', crashed.folder('.nx/specwave/results'), { deep: true });
  moments.watch('lock or lease', crashed.folder('.nx/specwave/locks'), { deep: true });
  moments.watch('wave', crashed.folder('.nx/specwave/bases'));
  moments.watch('merge', crashed.folder('.nx/specwave/scratch'));
  moments.watch('slot', crashed.workspace.trees('notes'), { deep: true });
  moments.watch('base', crashed.folder('.git/refs/specwave'), { deep: true });
  return nx;
}

/** Lets the run come to its end, and looks at everything. */
async function complete(nx: Launched, history: string[]): Promise<string[]> {
  const { exitCode, output } = await nx.done;
  run.moments.stop();
  history.push(`run ${run.name} ended with ${exitCode}:\n${output}`);
  // Workers of Nx's own end a moment after it.
  const left = processesOf(MARK)
    .filter(({ isAgents, run: of }) => isAgents || of !== run.name)
    .map(({ pid, command }) => `process ${pid} lives: ${command}`);
  if (exitCode !== 0) return [`the run ended with ${exitCode}`, ...crashed.faults(), ...left];
  return [...run.missing, ...crashed.faultsAtEnd(), ...left];
}

/** What the run did again that was finished before, and what it did twice. */
function repeated(finishedBefore: ReadonlySet<string>): string[] {
  const started = run.started.map(({ task }) => task);
  return [
    ...started
      .filter((task) => finishedBefore.has(task))
      .map((task) => `${task} was finished, and called again`),
    ...started.filter((task, at) => started.indexOf(task) !== at).map((task) => `${task} was called twice`),
  ];
}

/** Kills the run at a moment. Resolves with whether there was one: the run may be faster. */
async function killAt(random: Random, nx: Launched, left: number, history: string[]): Promise<boolean> {
  const source = random.pick([...usual.keys()]);
  const number = random.integer(1, Math.max(1, Math.ceil((usual.get(source) ?? 1) * left)));
  const later = random.pick([0, 0, random.integer(1, 30)]);
  const orphans = random.next() < 0.4;
  const moment = run.moments.reached(source, number).then(() => (later === 0 ? undefined : delay(later)));
  const isInTime = await Promise.race([moment.then(() => true), nx.done.then(() => false)]);
  const plan = `${source} ${number} + ${later} ms, ${orphans ? 'agents left alive' : 'all of it'}`;
  if (!isInTime) {
    history.push(`run ${run.name} was done before: ${plan}`);
    return false;
  }
  run.killed = true;
  await killRun(run.name, { orphans });
  const { output } = await nx.done;
  run.moments.stop();
  history.push(`run ${run.name} killed at: ${plan}; it had said:\n${output}`);
  // Orphans go on writing, into trees that nobody may take anything from any more.
  const living = run.started.filter(({ task, isOver }) => !isOver && TASKS.includes(task));
  await Promise.all(living.map((agent) => agent.write(`out/${agent.task}.txt`, 'from an orphan\n')));
  return true;
}

/** Kills runs, one after another, then lets one through. Resolves with how many were killed, and what went wrong. */
async function round(
  random: Random,
  name: string,
  kills: number,
): Promise<{ killed: number; faults: string[]; history: string[] }> {
  const history: string[] = [];
  const finished = new Set<string>();
  crashed.begin(name);
  // Once every agent was done, one more kill has all to offer that is left.
  for (let killed = 0, isLast = false; ;) {
    const before = new Set(finished);
    const left = 1 - before.size / TASKS.length;
    const nx = start();
    const isKilled = killed < kills && !isLast && (await killAt(random, nx, left, history));
    const faults = isKilled ? [...run.missing, ...crashed.faults()] : await complete(nx, history);
    faults.push(...repeated(before));
    if (faults.length > 0 || !isKilled) return { killed, faults, history };
    killed += 1;
    isLast = before.size === TASKS.length;
    for (const task of crashed.finished()) finished.add(task);
    for (const task of before)
      if (!crashed.finished().has(task)) faults.push(`${task} is not finished any more`);
    history.push(`finished: ${[...finished].join(' ')}`);
    if (faults.length > 0) return { killed, faults, history };
  }
}

beforeAll(async () => {
  agents = await DrivenAgents.listen();
  agents.handleAll(work);
  crashed = CrashedWorkspace.create(agents);
});
afterAll(async () => {
  await killRun(MARK);
  await run.nx.done;
  agents.close();
  await crashed.workspace.close();
});

/** One run that nobody kills: counts what can be struck at. */
async function wholeRun(): Promise<ReadonlyMap<string, number>> {
  const history: string[] = [];
  crashed.begin('whole');
  const faults = await complete(start(), history);
  if (faults.length > 0) throw new Error(['In a run that nobody killed:', ...faults, ...history].join('\n'));
  return run.moments.counts;
}

it(
  `killed at ${MOMENTS} moments, seed ${SEED}: the next run goes on from what was finished`,
  async () => {
    const random = seeded(SEED);
    usual = await wholeRun();
    for (let killed = 0, number = 1; killed < MOMENTS; number += 1) {
      const kills = Math.min(random.integer(1, KILLS), MOMENTS - killed);
      const end = await round(random, `r${number}`, kills);
      killed += end.killed;
      if (end.faults.length > 0) {
        const where = `SPECWAVE_CRASH_SEED=${SEED}, after ${killed} kills, in round ${number}:`;
        throw new Error([where, ...end.faults, '', ...end.history].join('\n'));
      }
    }
  },
  300_000 + MOMENTS * 30_000,
);
