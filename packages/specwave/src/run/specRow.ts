/** One spec as it stands now, for the summary. */
import { specOf, taskOf } from '../ledger/entries';
import type { SpecStatus } from '../ledger/schema';
import type { SpecRow } from '../report/events';
import { type OpenSpec, progressOf } from './openSpec';

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

export function specRow(open: OpenSpec): SpecRow {
  const { identity, ledger, list, plan } = open;
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
    elapsedMs: elapsed(entry?.started_at, entry?.completed_at ?? entry?.last_updated),
  };
}
