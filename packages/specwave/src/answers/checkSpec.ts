/** `check-tasks`: what is left of a spec, what is ticked and not there, and what is wrong. Writes nothing, runs no agent. */
import { isError } from '../config/problem';
import { gateOf } from '../ledger/entries';
import { flaggedTasks } from '../ledger/flags';
import type { CheckedSpec, CheckedWave } from '../report/events';
import type { RunContext, SpecProject } from '../workspace/context';
import { type Spec, readSpec, progressOf } from '../workspace/readSpec';
import { auditSpec, readTree, type Tree } from './audit';
import { problemsAmongSpecs } from './specProblems';
import { unknownAgents } from './unknownNames';

/** What a check needs of a {@link RunContext}: neither a spec of its own nor a signal, because it is over at once. */
export type CheckContext = Pick<
  RunContext,
  'workspaceRoot' | 'specs' | 'specRoots' | 'optionProblems' | 'report'
>;

/** A wave with tasks left, or with all of them done and a gate that has yet to pass. */
function wavesOf({ identity, ledger, plan }: Spec): CheckedWave[] {
  return plan.waves.map(({ index, title, tasks }) => {
    const open = tasks.filter(({ task }) => task.state !== 'done');
    const gate = gateOf(ledger, identity.name, index)?.status;
    return {
      index,
      title,
      total: tasks.length,
      open: open.map(({ task: { id, title: words, at } }) => ({ id, title: words, at })),
      gate: open.length > 0 || gate === undefined || gate === 'passed' ? null : gate,
    };
  });
}

async function checked(
  context: CheckContext,
  tree: Tree,
  spec: SpecProject,
  withSkipped: boolean,
): Promise<CheckedSpec> {
  const read = readSpec({ workspaceRoot: context.workspaceRoot, spec });
  const problems = [
    ...context.optionProblems,
    ...(read.ok ? read.value.plan.problems : read.problems),
    ...(read.ok ? await problemsAmongSpecs(context, spec) : []),
    ...(read.ok ? unknownAgents(context.workspaceRoot, read.value) : []),
  ];
  if (!read.ok) {
    const nothing = {
      done: 0,
      total: 0,
      waves: [],
      audit: { landed: 0, found: 0, nothing: 0, doubted: [] },
      flagged: [],
      skipped: null,
    };
    return { spec: spec.name, title: '', file: spec.path, passed: false, ...nothing, problems };
  }
  const { identity, list } = read.value;
  const { total, completed } = progressOf(list);
  const waves = wavesOf(read.value);
  const isLeft = waves.some(({ open, gate }) => open.length > 0 || gate !== null);
  const audit = await auditSpec(tree, read.value);
  return {
    spec: spec.name,
    title: identity.title,
    file: identity.taskFile,
    passed: !isLeft && audit.doubted.length === 0 && !problems.some(isError),
    done: completed,
    total,
    waves,
    audit,
    flagged: flaggedTasks(read.value.ledger, identity.name, list.tasks),
    problems,
    skipped: withSkipped ? list.skipped : null,
  };
}

/**
 * Checks several specs and reports them as one answer. `withSkipped`: also what looked like a task and is none, with
 * the reason. Resolves with whether nothing is left in any, all that is ticked is there, and nothing is wrong; warnings count for nothing.
 */
export async function checkSpecs(
  context: CheckContext,
  specs: readonly SpecProject[],
  withSkipped = false,
): Promise<boolean> {
  const tree = await readTree(context.workspaceRoot);
  const answers: CheckedSpec[] = [];
  for (const spec of specs) answers.push(await checked(context, tree, spec, withSkipped));
  context.report({ type: 'tasks-checked', specs: answers });
  return answers.every(({ passed }) => passed);
}

/** As {@link checkSpecs}, for the spec that the context names. */
export function checkSpec(context: RunContext, withSkipped = false): Promise<boolean> {
  return checkSpecs(context, [context.spec], withSkipped);
}
