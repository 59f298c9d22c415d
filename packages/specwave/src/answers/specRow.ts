/** One spec as it stands now, for the summary. */
import { specOf, taskOf } from '../ledger/entries';
import { flaggedTasks } from '../ledger/flags';
import type { SpecStatus } from '../ledger/schema';
import { spentTogether } from '../plan/price';
import type { RunCost, SpecRow } from '../report/rows';
import { ownAccount, spentIn } from '../state/spending';
import { type Spec, progressOf } from '../workspace/readSpec';

/** Milliseconds between two timestamps of the ledger; null where one is missing or not one. */
function elapsed(from: string | null | undefined, to: string | null | undefined): number | null {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? null : ms;
}

function statusOf(recorded: SpecStatus | undefined, isComplete: boolean): SpecStatus {
  if (recorded === undefined) return 'pending';
  // Only `implement` completes a spec; and a box that was unticked since takes that back.
  return recorded === 'completed' && !isComplete ? 'partial' : recorded;
}

/** Of what is not committed it does not know: see `specRows`. */
export function specRow(current: Spec): SpecRow {
  const { identity, ledger, list, plan } = current;
  const entry = specOf(ledger, identity.name);
  const { total, completed } = progressOf(list);
  const remaining = [...plan.tasks.values()]
    .filter(({ task }) => task.state !== 'done')
    .map(({ task }) => {
      const record = taskOf(ledger, identity.name, task.id);
      return {
        id: task.id,
        title: task.title,
        outcome: record?.outcome ?? null,
        message: record?.message ?? null,
        next: record?.next ?? null,
      };
    });
  return {
    spec: identity.name,
    title: identity.title,
    status: statusOf(entry?.status, total > 0 && completed === total),
    total,
    done: completed,
    remaining,
    flagged: flaggedTasks(ledger, identity.name, list.tasks),
    elapsedMs: elapsed(entry?.started_at, entry?.completed_at ?? entry?.last_updated),
    spent: spentTogether([entry ?? {}]),
    uncommitted: null,
  };
}

/** What the run that this process is a part of has cost so far; null where it has no cap. */
export function runCost(workspaceRoot: string, { config }: Pick<Spec, 'config'>): RunCost | null {
  const { budgetUsd: capUsd } = config.limits;
  return capUsd === null ? null : { spent: spentIn(ownAccount(workspaceRoot)), capUsd };
}

/** As {@link runCost}, from the ledger, where the process is no part of the run; null for runs that began before `since`. */
export function lastRunCost({ ledger }: Pick<Spec, 'ledger'>, since: number): RunCost | null {
  const { started_at: startedAt, budget_usd: capUsd, ...spent } = ledger.last_run ?? {};
  // The ledger's times are in whole seconds.
  const isThis = Date.parse(startedAt ?? '') >= Math.floor(since / 1000) * 1000;
  return isThis && capUsd != null ? { spent: spentTogether([spent]), capUsd } : null;
}
