/** Has an agent do a task in the tree that it is given: sets the tree up, tells the agent, and notes what came of it. */
import { promptFor } from '../../agents/prompt/prompt';
import { type Ending, endingOf } from '../../plan/ending';
import { closesByCommands } from '../../plan/routes';
import type { AgentTree } from '../trees/place';
import { reservedFiles } from '../trees/reserved';
import {
  type Attempt,
  type Before,
  brokenBy,
  RUN_AGAIN,
  type Said,
  type Spent,
  type Unchecked,
} from './ending';
import { launches } from './launches';
import { promptInput } from './promptInput';
import { commandsIn, markOfRun, type TaskRun } from './taskRun';

/** `said`: where the agent says that it is done, now or in an earlier run; its work is then to be checked. */
export type Worked = { spent: Spent } & ({ kind: 'done'; said: Said } | { kind: 'ended'; ending: Ending });

/**
 * Has the agent do the task in `tree`. Notes in the lease at once that it says it is done. `unchecked`: work that an agent
 * had done when an earlier run was interrupted; it is checked instead, if it still fits.
 */
export async function work(
  run: TaskRun,
  tree: AgentTree,
  { number, before, spent }: Attempt,
  unchecked: Unchecked | null,
): Promise<Worked> {
  const { context, current, planned, agent, lease, redact, name } = run;
  const unprepared = await prepare(run, tree);
  if (unprepared) return { kind: 'ended', ending: unprepared, spent };
  if (unchecked && (await tree.put(unchecked.files, unchecked.patch))) {
    context.report({ type: 'task-resumed', ...name });
    const { usage } = unchecked;
    lease.update({ ending: { summary: null, usage } });
    return { kind: 'done', said: { summary: null, refused: [] }, spent: { ...spent, usage } };
  }
  if (closesByCommands(planned.task, current.config)) {
    const said = { summary: null, refused: [] };
    lease.update({ ending: { ...said, usage: spent.usage } });
    return { kind: 'done', said, spent };
  }
  const reserved = reservedFiles(context);
  const jobFor = (previous: Before | null) => ({
    tree: tree.path,
    workspaceRoot: context.workspaceRoot,
    spec: name.spec,
    task: name.task,
    agent: agent.name,
    attempt: number,
    prompt: promptFor(promptInput(run, tree.path, previous)),
    body: planned.task.body,
    reserved,
    limits: current.config.limits,
    mark: markOfRun(run),
    role: agent.specialist,
  });
  // Where agents share the user's tree and no file is declared, nobody can tell.
  const isUnchanged = async (): Promise<boolean> => {
    const left = await tree.collect();
    if (!left.ok || (left.value.patch === null && planned.task.files.length === 0)) return false;
    return left.value.files.length === 0 && left.value.refused.length === 0;
  };
  const { ending, usage, waitedMs } = await launches(run, number, { jobFor, isUnchanged }, before, spent);
  const used = { usage, waitedMs };
  if (ending.outcome === 'done') {
    const said = { summary: ending.summary && redact(ending.summary), refused: ending.refused.map(redact) };
    lease.update({ ending: { ...said, usage } });
    const lastLines = redact(ending.lastLines || (ending.summary ?? ''));
    return { kind: 'done', said: { ...said, lastLines, allow: ending.allow }, spent: used };
  }
  // An agent that was ended together with the run may call that an error of its own.
  return { kind: 'ended', ending: context.signal.aborted ? cancelled() : ending, spent: used };
}

/** Runs `setup` in a fresh tree. Null where the agent can start. */
async function prepare(run: TaskRun, tree: AgentTree): Promise<Ending | null> {
  const { setup } = run.current.config;
  if (setup.length === 0 || tree.path === run.context.workspaceRoot) return null;
  const end = await commandsIn(run, tree.path)('setup', setup);
  if (end.kind === 'cancelled') return cancelled();
  const failed = end.checks.find(({ passed }) => !passed);
  if (failed)
    return endingOf(
      'failed',
      `\`setup\` of specwave.yaml failed in the task's tree: \`${failed.name}\`. ${failed.detail ?? ''}`,
      'Correct `setup` in specwave.yaml, and run again.',
    );
  const settled = await tree.settle();
  return settled.ok ? null : brokenBy(settled.problems, { again: 'at-once' });
}

function cancelled(): Ending {
  const message = 'The run was interrupted; the agent was ended with all its processes.';
  return endingOf('cancelled', message, RUN_AGAIN);
}
