/** `specwave plan`: what would be done, by whom, and at what cost. Runs nothing and writes nothing. */
import { TRAITS } from '../config/agents';
import type { CheckSettings } from '../config/checkSettings';
import { loadConfig } from '../config/load';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { toldFlags } from '../ledger/flags';
import type { Ledger } from '../ledger/schema';
import { readLedger } from '../ledger/store';
import { hintVariable, type RunHints } from '../plan/hints';
import { likelyCosts, type PaidTask, sumOfLikely } from '../plan/likelyCost';
import type { PlannedTask } from '../plan/plan';
import { closesByCommands } from '../plan/routes';
import { orderSpecs } from '../plan/specOrder';
import type { FoundSubAgent } from '../plan/subAgents';
import type { Report } from '../report/events';
import type { PlanSpec, PlanTask, PlanWave } from '../report/plan';
import type { FlagRow } from '../report/rows';
import { fitResult } from '../state/fitResult';
import type { Wanted } from '../state/ownResults';
import { isWork } from '../tasklist/work';
import { flagsNow } from '../verify/judge';
import { chooseAgent, hintText } from '../workspace/agentOf';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { type Spec, readSpec } from '../workspace/readSpec';
import { subAgentsOf } from '../workspace/subAgentFiles';
import { type ChosenSpec, readAllSpecs, type Selection } from './selectSpecs';

/** What each task of the workspace that has landed has cost. */
function paidTasks(ledger: Ledger): PaidTask[] {
  return Object.values(ledger.specs)
    .flatMap(({ tasks }) => Object.values(tasks ?? {}))
    .flatMap(({ outcome, agent, cost_usd: costUsd }) =>
      outcome === 'landed' && agent !== undefined && costUsd !== undefined ? [{ agent, costUsd }] : [],
    );
}

interface Facts {
  workspaceRoot: string;
  /** `SPECWAVE_HINT` of the run that this stands for. */
  hint: string;
  subAgents: () => readonly FoundSubAgent[];
  costOf: (agent: string) => number | null;
}

/** What is said of the task's own result: as Nx left it, or as it was made here last (see state/ownResults). Null: there is none. */
function storedFlags(
  root: string,
  spec: string,
  task: string,
  wanted: Wanted,
  checks: CheckSettings,
): FlagRow[] | null {
  for (const shelf of ['results', 'own'] as const) {
    const fit = fitResult(root, spec, task, wanted, shelf);
    const flags = fit && flagsNow(fit.result, checks);
    if (flags) return toldFlags(flags);
  }
  return null;
}

function planTask(current: Spec, planned: PlannedTask, facts: Facts): PlanTask {
  const { task, dependsOn, after } = planned;
  const { name, role, settings, key } = chooseAgent(current, planned, facts.subAgents, facts.hint);
  const digest = current.digests.get(task.id) ?? '';
  const { config, identity } = current;
  const wanted = { digest, settings: key };
  const isReplayable = config.isolation !== 'none' && !closesByCommands(task, config);
  const flags = isReplayable
    ? storedFlags(facts.workspaceRoot, identity.name, task.id, wanted, config.checks)
    : null;
  const replays = flags !== null;
  const isFree = replays || TRAITS[settings.driver].isFree;
  return {
    id: task.id,
    title: task.title,
    agent: name,
    role,
    files: task.files,
    dependsOn: [...new Set([...dependsOn, ...after])],
    will: replays ? 'replay' : 'run',
    likelyCostUsd: isFree ? 0 : facts.costOf(name),
    checks: task.verify,
    flags: flags ?? [],
  };
}

/** How the tasks of a wave follow one another. */
function orderOf(tasks: readonly PlannedTask[]): PlanWave['order'] {
  if (tasks.every(({ after }) => after.length === 0)) return 'at-once';
  const inOrder = tasks.every(
    ({ after }, place) => place === 0 || after.includes(tasks[place - 1]?.task.id ?? ''),
  );
  return inOrder ? 'in-order' : 'mixed';
}

function totalsOf(tasks: readonly PlanTask[]) {
  const replays = tasks.filter(({ will }) => will === 'replay').length;
  const likelyCost = sumOfLikely(tasks.map((task) => task.likelyCostUsd));
  return { replays, runs: tasks.length - replays, likelyCost };
}

function planSpec(current: Spec, chosen: ChosenSpec, more: readonly Problem[], facts: Facts): PlanSpec {
  const { spec, identity, state, why, done, total, phase } = chosen;
  const { list } = current;
  const problems = [...more, ...current.plan.problems, ...identity.problems];
  const waves = current.plan.waves.map(({ index, title, tasks }) => ({
    wave: index,
    title,
    order: orderOf(tasks),
    done: tasks.filter(({ task }) => task.state === 'done').map(({ task }) => task.id),
    tasks: tasks
      .filter(({ task }) => task.state !== 'done')
      .map((planned) => planTask(current, planned, facts)),
  }));
  return {
    spec: spec.name,
    title: identity.title,
    path: spec.path,
    phase,
    state,
    why,
    done,
    total,
    dialect: list.dialect,
    orderReason: list.orderReason,
    optional: list.tasks.filter((task) => !task.container && !isWork(task)).map(({ id }) => id),
    skipped: list.skipped,
    problems,
    ...totalsOf(waves.flatMap(({ tasks }) => tasks)),
    waves,
  };
}

/**
 * Reports the plan of the chosen specs. Fails where the settings or the ledger are wrong; specs that cannot be read
 * are left out, and their problems are what it fails with after that.
 */
export async function planSpecs(
  workspace: CliWorkspace,
  selection: Selection,
  hints: RunHints,
  report: Report,
): Promise<Result<null>> {
  const { root: workspaceRoot } = workspace;
  const config = loadConfig(workspaceRoot);
  const ledger = readLedger(workspaceRoot);
  if (!config.ok) return config;
  if (!ledger.ok) return ledger;
  const facts: Facts = {
    workspaceRoot,
    hint: hintVariable(hints) ?? hintText(),
    subAgents: subAgentsOf(workspaceRoot),
    costOf: likelyCosts(paidTasks(ledger.value)),
  };
  const all = (await readAllSpecs(workspace)).map(({ identity }) => identity);
  const among = orderSpecs(all).problems;
  const problems: Problem[] = [];
  const specs = selection.chosen.flatMap((chosen) => {
    const read = readSpec({ workspaceRoot, spec: chosen.spec });
    const more = [...workspace.optionProblems, ...(among.get(chosen.spec.name) ?? [])];
    if (read.ok) return [planSpec(read.value, chosen, more, facts)];
    problems.push(...read.problems);
    return [];
  });
  const running = specs.filter(({ state }) => state !== 'blocked');
  const tasks = running.flatMap(({ waves }) => waves.flatMap((wave) => wave.tasks));
  report({ type: 'plan', plan: { ...totalsOf(tasks), budgetUsd: config.value.limits.budgetUsd, specs } });
  return problems.length > 0 ? fail(...problems) : ok(null);
}
