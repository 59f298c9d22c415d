/** One attempt of an agent at one task, in the tree that it is given, and the checks of what it left. */
import { TRAITS } from '../../config/agents';
import type { AttemptResult, Before, Unchecked } from './ending';
import { promptFor } from '../../agents/prompt/prompt';
import type { Problem } from '../../config/problem';
import type { CheckRecord } from '../../state/resultSchema';
import type { Outcome } from '../../plan/outcomes';
import { withMark } from '../../processes/environment';
import { RUN_MARK } from '../../processes/process-tree';
import { checkChanges } from '../../verify/changes';
import { secretsAdded } from '../../verify/secrets';
import { type CommandsEnd, runCommands } from '../../verify/commands';
import { takeBackTick } from '../trees/boxGuard';
import { markOf } from '../../state/runMark';
import { isIn, type Place, type Work } from '../trees/place';
import { promptInput } from './promptInput';
import { refusedEnding } from './refused';
import { reservedFiles } from '../trees/reserved';
import { runAgent } from './launches';
import type { TaskRun } from './taskRun';

const LOOK = 'Look at what the agent did, then run again.';
const RUN_AGAIN = 'Run the same command again: what was finished is kept.';

const CANCELLED = {
  outcome: 'cancelled',
  message: 'The run was interrupted; the agent was ended with all its processes.',
  next: RUN_AGAIN,
} as const;

function without(
  outcome: Outcome,
  message: string,
  next: string,
  more: Partial<AttemptResult> = {},
): AttemptResult {
  return { outcome, message, next, files: [], patch: null, checks: [], ...more };
}

function withProblems(problems: readonly Problem[]): AttemptResult {
  const message = problems.map((problem) => problem.message).join('\n');
  return without('failed', message, problems[0]?.next ?? RUN_AGAIN);
}

function withSecrets(names: readonly string[]): AttemptResult {
  return without(
    'invalid',
    `The agent wrote the value of ${names.join(', ')} into a file. Secrets of the environment do not land.`,
    'Say in the task where the value comes from at run time, and run again.',
  );
}

/** Runs commands of the user in the place, each line of their output told. */
function commandsIn(run: TaskRun, place: Place, commands: readonly string[]): Promise<CommandsEnd> {
  const { context, open, lease, redact, name } = run;
  const mark = markOf(lease.folder, lease.note.startedAt);
  return runCommands(commands, {
    tree: place.tree,
    workspaceRoot: context.workspaceRoot,
    limits: open.config.limits,
    env: { [RUN_MARK]: withMark(process.env[RUN_MARK], mark) },
    signal: context.signal,
    onLine: (line) =>
      context.report({
        type: 'agent',
        spec: name.spec,
        task: name.task,
        event: { type: 'agent-output', stream: 'stdout', line: redact(line) },
      }),
  });
}

/** Runs `setup` in a fresh tree. Null where the agent can start. */
async function prepare(run: TaskRun, place: Place): Promise<AttemptResult | null> {
  const { context, open, name } = run;
  const { setup } = open.config;
  if (setup.length === 0 || place.tree === context.workspaceRoot) return null;
  context.report({ type: 'commands-started', ...name, what: 'setup', commands: setup });
  const prepared = await commandsIn(run, place, setup);
  if (prepared.kind === 'cancelled') return without('cancelled', CANCELLED.message, CANCELLED.next);
  const failed = prepared.checks.find(({ passed }) => !passed);
  if (failed)
    return without(
      'failed',
      `\`setup\` of specwave.yaml failed in the task's tree: \`${failed.name}\`. ${failed.detail ?? ''}`,
      'Correct `setup` in specwave.yaml, and run again.',
    );
  const settled = await place.settle();
  return settled.ok ? null : withProblems(settled.problems);
}

/**
 * Has the agent do the task in `place`. `number` counts from 1. Notes in the lease at once that it says it is done.
 * `unchecked`: work that an agent had done when an earlier run was interrupted; it is checked instead, if it still fits.
 */
export async function attemptTask(
  run: TaskRun,
  place: Place,
  number: number,
  before: Before | null,
  unchecked: Unchecked | null,
): Promise<AttemptResult> {
  const { context, open, planned, agent, lease, redact, name } = run;
  const unprepared = await prepare(run, place);
  if (unprepared) return unprepared;
  if (unchecked && (await place.put(unchecked.files, unchecked.patch))) {
    context.report({ type: 'task-resumed', ...name });
    run.tally.usage = unchecked.usage;
    lease.update({ ending: { summary: null, usage: unchecked.usage } });
    return checkWork(run, place, { summary: null });
  }
  const reserved = reservedFiles(context);
  const jobFor = (previous: Before | null) => ({
    tree: place.tree,
    workspaceRoot: context.workspaceRoot,
    spec: name.spec,
    task: name.task,
    attempt: number,
    prompt: promptFor(promptInput(run, place, previous)),
    body: planned.task.body,
    reserved,
    limits: open.config.limits,
    mark: markOf(lease.folder, lease.note.startedAt),
    role: agent.specialist,
  });
  const ending = await runAgent(run, number, jobFor, before);
  if (ending.kind === 'done') {
    const summary = ending.summary && redact(ending.summary);
    const refused = ending.refused.map(redact);
    lease.update({ ending: { summary, refused, usage: run.tally.usage } });
    return checkWork(run, place, { summary, refused });
  }
  // An agent that was ended together with the run may call that an error of its own.
  if (context.signal.aborted) return without('cancelled', CANCELLED.message, CANCELLED.next);
  const { isFinal, isTransient } = ending;
  return without(ending.kind, ending.message, ending.next, { isFinal, isTransient });
}

/** Checks what an agent left that says it is done: its changes first, then the task's commands and those of the settings. */
export async function checkWork(
  run: TaskRun,
  place: Place,
  said: { summary: string | null; refused?: readonly string[] | undefined },
): Promise<AttemptResult> {
  const { context, open, planned } = run;
  const collected = await place.collect();
  if (!collected.ok) return withProblems(collected.problems);
  const work = collected.value;
  // Not even kept: results are stored, and may be shared.
  const secrets = secretsAdded(work.patch ?? Buffer.alloc(0), run.secretsIn);
  if (secrets.length > 0) return withSecrets(secrets);
  const { fault, checks } = faultOf(run, place, work);
  const kept = { files: work.files, patch: work.patch };
  const failing = (outcome: 'empty' | 'invalid', message: string, found: CheckRecord[]): AttemptResult => {
    const denied = refusedEnding(said.refused ?? [], message, run.agent.name);
    const { outcome: end, message: why, next } = denied ?? { outcome, message, next: LOOK };
    return without(end, why, next, { ...kept, checks: found });
  };
  if (fault) return failing(fault.outcome, fault.message, checks);

  const commands = [...planned.task.verify, ...open.config.verify];
  if (commands.length > 0)
    context.report({ type: 'commands-started', ...run.name, what: 'verify', commands });
  const verified = await commandsIn(run, place, commands);
  const all = [...checks, ...verified.checks];
  // The work itself is done, and paid for: it is kept, and checked by the next run.
  if (verified.kind === 'cancelled')
    return without(
      'cancelled',
      'The run was interrupted while the work was checked. It is kept, and checked by the next run.',
      RUN_AGAIN,
      kept,
    );
  const failed = all.find(({ passed }) => !passed);
  if (failed) {
    const message = `The agent says that it is done, but \`${failed.name}\` fails. ${failed.detail ?? ''}`;
    return failing('invalid', message, all);
  }
  return { outcome: 'landed', message: said.summary, next: null, ...kept, checks: all };
}

function faultOf(
  { context, planned, agent }: TaskRun,
  place: Place,
  { files, refused, patch }: Work,
): Pick<ReturnType<typeof checkChanges>, 'fault' | 'checks'> {
  if (refused.length > 0) {
    const detail = refused.map(({ path, reason }) => `\`${path}\` ${reason}.`).join(' ');
    return {
      fault: { outcome: 'invalid', message: `What the agent left cannot be taken over: ${detail}` },
      checks: [{ name: 'changes that can be taken over', passed: false, detail }],
    };
  }
  // Agents that share the tree write the very file.
  if (patch === null && takeBackTick(context, planned.task.id)) {
    const message =
      'The agent ticked the box of its task itself. Only Specwave ticks, after its checks; the tick was taken back.';
    return {
      fault: { outcome: 'invalid', message },
      checks: [{ name: 'reserved files', passed: false, detail: message }],
    };
  }
  const exists = isIn(place);
  const changes = new Map(files.map((file) => [file.path, file]));
  return checkChanges({
    task: planned.task,
    changed: files,
    existsAfter: exists,
    existedBefore: (path) => {
      const change = changes.get(path);
      return change ? change.from !== null : exists(path);
    },
    reserved: reservedFiles(context),
    // In a shared tree, a task without declared files cannot be told to have changed nothing.
    isRecipe:
      TRAITS[agent.settings.driver].isRepeatable || (patch === null && planned.task.files.length === 0),
  });
}
