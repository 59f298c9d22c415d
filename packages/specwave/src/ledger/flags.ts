/** What is said of landed work, out of the ledger: what stands there for the record only is left out. Pure. */
import type { FlaggedTask, FlagRow } from '../report/rows';
import { taskOf } from './entries';
import type { Ledger, LedgerFlag } from './schema';

export function toldFlags(flags: readonly LedgerFlag[]): FlagRow[] {
  return flags.flatMap(({ check, message, path = null, line = null, quiet }) =>
    quiet ? [] : [{ check, message, path, line }],
  );
}

/** Those of `tasks` that are done with something said against them, in their order. */
export function flaggedTasks(
  ledger: Ledger,
  spec: string,
  tasks: readonly { id: string; title: string; state: string }[],
): FlaggedTask[] {
  return tasks.flatMap(({ id, title, state }) => {
    const flags = toldFlags(taskOf(ledger, spec, id)?.flags ?? []);
    return state === 'done' && flags.length > 0 ? [{ id, title, flags }] : [];
  });
}
