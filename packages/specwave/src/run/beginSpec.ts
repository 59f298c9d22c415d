/** `begin`: says what is wrong with a spec before anything is done, and enters it in the ledger. */
import { problemsAmongSpecs } from '../answers/specProblems';
import { unknownAgents, unknownHints } from '../answers/unknownNames';
import { isError, type Problem } from '../config/problem';
import { abandonTasks, beginSpec as enterSpec, settleTasks } from '../ledger/entries';
import { updateLedger } from '../ledger/store';
import { listLeases } from '../state/lease';
import { chooseAgent } from '../workspace/agentOf';
import type { RunContext, SpecProject } from '../workspace/context';
import { doneTasks, type Spec, readSpec, progressOf } from '../workspace/readSpec';
import { subAgentsOf } from '../workspace/subAgentFiles';
import { openFirstWave } from './openFirstWave';
import { unknownCosts } from './task/budget';
import { cleanUpAfterKilled } from './trees/cleanUp';
import { installDue } from './trees/install';
import { isolationOf } from './trees/isolation';

/** The specs that this one depends on and that are not done: possible where their `implement` was left out of the run. */
function unfinishedDependencies(context: RunContext, dependencies: readonly SpecProject[]): Problem[] {
  return dependencies.flatMap((spec): Problem[] => {
    const read = readSpec({ ...context, spec });
    const progress = read.ok ? progressOf(read.value.list) : null;
    if (progress !== null && progress.total > 0 && progress.completed === progress.total) return [];
    const state =
      progress === null ? 'cannot be read' : `has ${progress.completed} of ${progress.total} tasks done`;
    return [
      {
        code: 'dependency-incomplete',
        severity: 'error',
        message: `${context.spec.name} depends on ${spec.name}, which ${state}.`,
        file: spec.path,
        next: `Run: npx nx implement ${spec.name}`,
      },
    ];
  });
}

/** Who is to do what is left: the specialist where one is asked for, else the agent; each once. */
function agentsOf(workspaceRoot: string, spec: Spec): string[] {
  const open = [...spec.plan.tasks.values()].filter(({ task }) => task.state !== 'done');
  const subAgents = subAgentsOf(workspaceRoot);
  const agents = open.map((planned) => chooseAgent(spec, planned, subAgents));
  return [...new Set(agents.map(({ name, role }) => role ?? name))];
}

/**
 * Reports the spec's problems and enters it as in progress. `dependencies`: the specs that it depends on.
 * Resolves with whether the spec can be worked on.
 */
export async function beginSpec(context: RunContext, dependencies: readonly SpecProject[]): Promise<boolean> {
  const { spec, report, workspaceRoot } = context;
  const read = readSpec(context);
  const problems = read.ok
    ? [
        ...context.optionProblems,
        ...read.value.plan.problems,
        ...(await problemsAmongSpecs(context, context.spec)),
        ...unfinishedDependencies(context, dependencies),
        ...unknownCosts(read.value),
        ...unknownAgents(workspaceRoot, read.value),
        ...unknownHints(read.value),
      ]
    : read.problems;
  for (const problem of problems) report({ type: 'problem', problem });
  if (!read.ok || problems.some(isError)) return false;

  const isolation = await isolationOf(context, read.value.config);
  if (!isolation.ok) {
    for (const problem of isolation.problems) report({ type: 'problem', problem });
    return false;
  }
  await cleanUpAfterKilled(context, isolation.value, read.value);
  const missing = await installDue(context, read.value.config, true);
  if (missing) {
    report({ type: 'problem', problem: missing });
    return false;
  }
  const held = new Set(listLeases(workspaceRoot).map((lease) => `${lease.spec}:${lease.task}`));

  const { identity, list, plan } = read.value;
  const agents = agentsOf(workspaceRoot, read.value);
  const progress = progressOf(list);
  const entry = { id: spec.name, path: spec.path, agents, ...progress };
  const entered = await updateLedger(workspaceRoot, (ledger) => {
    const settled = settleTasks(enterSpec(ledger, { ...entry, now: new Date() }), spec.name, doneTasks(list));
    return abandonTasks(settled, spec.name, (task) => held.has(`${spec.name}:${task}`));
  });
  if (!entered.ok) {
    for (const problem of entered.problems) report({ type: 'problem', problem });
    return false;
  }
  report({
    type: 'spec-begun',
    spec: spec.name,
    title: identity.title,
    done: progress.completed,
    total: progress.total,
    waves: plan.waves.map((wave) => ({
      title: wave.title,
      open: wave.tasks.filter(({ task }) => task.state !== 'done').length,
      total: wave.tasks.length,
    })),
    agents,
  });
  const opening = await openFirstWave(context, isolation.value, read.value);
  for (const problem of opening) report({ type: 'problem', problem });
  return !opening.some(isError);
}
