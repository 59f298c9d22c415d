/** The cap on what a run may cost: looked at before each launch, with what runs and what it has told so far. */
import { type Telling, tellingOf } from '../../agents/telling';
import { TRAITS } from '../../config/agents';
import { fail, ok, type Problem, type Result } from '../../config/problem';
import { enterAccount } from '../../ledger/costs';
import { taskOf } from '../../ledger/entries';
import type { Ledger } from '../../ledger/schema';
import { updateLedger, updateLedgerLocked } from '../../ledger/store';
import { type Ending, endingOf } from '../../plan/ending';
import { priceOf, spentTogether } from '../../plan/price';
import { count, formatUsd } from '../../report/format';
import { withWorkspaceLock } from '../../state/lock';
import {
  type Account,
  listAccounts,
  openLaunch,
  type OpenLaunch,
  ownAccount,
  runningIn,
  spentIn,
} from '../../state/spending';
import { agentOf } from '../../workspace/agentOf';
import type { Spec } from '../../workspace/readSpec';
import type { TaskRun } from './taskRun';

/** How many agents that still run are named. */
const MAX_NAMED = 10;

export type Launching =
  /** `launch`: null for an agent that is free. `leftUsd`: what it may cost at most; null: no cap. */
  { kind: 'open'; launch: OpenLaunch | null; leftUsd: number | null } | { kind: 'over'; ending: Ending };

function overBudget(account: Account, capUsd: number | null): Ending | null {
  const { cost_usd: spent } = spentIn(account);
  if (capUsd === null || spent < capUsd) return null;
  const running = runningIn(account).map(({ spec, task, agent, usage }) => {
    const soFar = usage.cost_usd === undefined ? '' : `, ${formatUsd(usage.cost_usd)} so far`;
    return `${spec}:${task} (${agent}${soFar})`;
  });
  const named = running.slice(0, MAX_NAMED).join(', ');
  const more = running.length > MAX_NAMED ? ` and ${count(running.length - MAX_NAMED, 'other')}` : '';
  const still = running.length === 0 ? '' : ` Still running, and not ended for it: ${named}${more}.`;
  return endingOf(
    'budget',
    `Not started: ${formatUsd(spent)} of the ${formatUsd(capUsd)} that this run may cost are spent.${still}`,
    `Raise \`limits: { budgetUsd: ${capUsd} }\` in specwave.yaml, and run again: what was finished is kept.`,
    { launched: false },
  );
}

/** Whether the budget is used up already, before anything is made ready for an agent. Null where it is not. */
export function budgetUsedUp({ context, current, agent }: TaskRun): Ending | null {
  const { budgetUsd } = current.config.limits;
  if (budgetUsd === null || TRAITS[agent.settings.driver].isFree) return null;
  return overBudget(ownAccount(context.workspaceRoot), budgetUsd);
}

/** Enters a launch of the task's agent in the account of this run, unless the cap is reached. */
export async function enterLaunch({ context, current, agent, name }: TaskRun): Promise<Result<Launching>> {
  if (TRAITS[agent.settings.driver].isFree) return ok({ kind: 'open', launch: null, leftUsd: null });
  const { workspaceRoot } = context;
  const { budgetUsd: capUsd } = current.config.limits;
  const entered = await withWorkspaceLock(workspaceRoot, (): Result<Launching> => {
    const account = ownAccount(workspaceRoot);
    const ending = overBudget(account, capUsd);
    if (ending) return ok({ kind: 'over', ending });
    // What a run that was killed had paid for this very task comes first.
    const ledger = updateLedgerLocked(workspaceRoot, (before) =>
      listAccounts(workspaceRoot).reduce(enterAccount, before),
    );
    if (!ledger.ok) return ledger;
    const before = spentTogether([taskOf(ledger.value, name.spec, name.task) ?? {}]);
    const { spec, task } = name;
    const launch = openLaunch(workspaceRoot, { spec, task, agent: agent.name, before, capUsd });
    if (!launch.ok) return launch;
    const leftUsd = capUsd === null ? null : capUsd - spentIn(account).cost_usd;
    return ok({ kind: 'open', launch: launch.value, leftUsd });
  });
  return entered.ok ? entered.value : fail(...entered.problems);
}

/** Brings the ledger up to date with the account of this run: after each launch, so that a kill loses none of it. */
export async function enterSpending({ context }: TaskRun): Promise<void> {
  const { workspaceRoot } = context;
  const entered = await updateLedger(workspaceRoot, (ledger) =>
    enterAccount(ledger, ownAccount(workspaceRoot)),
  );
  if (!entered.ok) for (const problem of entered.problems) context.report({ type: 'problem', problem });
}

/** Agents of open tasks that may cost money which nobody can tell, where there is a cap. */
export function unknownCosts(current: Spec): Problem[] {
  const { config, plan, ledger } = current;
  const { budgetUsd } = config.limits;
  if (budgetUsd === null) return [];
  const left = [...plan.tasks.values()].filter(({ task }) => task.state !== 'done');
  return [...new Set(left.map((planned) => agentOf(current, planned).name))].flatMap((name): Problem[] => {
    const settings = config.agents[name];
    if (!settings) return [];
    const model = 'model' in settings ? settings.model : undefined;
    const telling = tellingOf(settings) ?? toldBefore(ledger, name);
    const isPriced = priceOf(config.prices, model, name) !== null;
    if (telling === 'money' || (telling === 'tokens' && isPriced)) return [];
    const budget = `There is a budget (${formatUsd(budgetUsd)})`;
    const [message, next] =
      telling === null
        ? [
            `${budget}, but the agent \`${name}\` has told neither tokens nor money so far: as long as it does not, the cap cannot hold for it.`,
            'Have it tell (a `command` agent by its result file: docs/agents.md has a wrapper), or bound it otherwise: `limits: { attempts: ..., timeout: ... }`, or a cap at its provider.',
          ]
        : [
            `${budget}, but the agent \`${name}\` may tell tokens and no money, and has no price: what it costs then does not count.`,
            `Add its price: \`prices: { ${model ?? name}: { input: ..., output: ... } }\`, in US dollars for a million tokens.`,
          ];
    return [{ code: 'budget-unknown-cost', severity: 'warning', message, file: 'specwave.yaml', next }];
  });
}

/** What an agent told of tasks that it did before. */
function toldBefore(ledger: Ledger, agent: string): Telling {
  const own = Object.values(ledger.specs)
    .flatMap(({ tasks }) => Object.values(tasks ?? {}))
    .filter((entry) => entry.agent === agent);
  if (own.some(({ cost_usd: cost }) => cost)) return 'money';
  return own.some(({ input_tokens: input, output_tokens: output }) => input || output) ? 'tokens' : null;
}
