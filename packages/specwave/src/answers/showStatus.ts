/** `specwave status`: the ledger beside the files as they are. Writes nothing. */
import { loadConfig } from '../config/load';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { taskOf } from '../ledger/entries';
import { readLedger } from '../ledger/store';
import type { Report } from '../report/events';
import type { StatusSpec, TaskAtWork } from '../report/status';
import { type ListedLease, listLeases } from '../state/lease';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { type Spec, readSpec } from '../workspace/readSpec';
import type { Selection } from './selectSpecs';
import { specRows } from './uncommitted';

function atWork(current: Spec, leases: readonly ListedLease[], now: number): TaskAtWork[] {
  const spec = current.identity.name;
  return leases.flatMap(({ spec: whose, task: id, note, dead }) => {
    const task = current.plan.tasks.get(id)?.task;
    // One that is done, and whose lease is there still, is being tidied up.
    if (whose !== spec || task === undefined || task.state === 'done') return [];
    const record = taskOf(current.ledger, spec, id);
    const startedAt = note?.startedAt ?? record?.started_at ?? null;
    const sinceMs = now - Date.parse(startedAt ?? '');
    return [
      {
        spec,
        task: id,
        title: task.title,
        agent: record?.agent ?? null,
        attempt: note === null ? null : Math.max(1, note.attempt),
        startedAt,
        forMs: Number.isNaN(sinceMs) ? null : Math.max(0, sinceMs),
        isInterrupted: dead,
      },
    ];
  });
}

/**
 * Reports how the chosen specs stand. Fails where the settings or the ledger are wrong; specs that cannot be read are
 * left out, and their problems are what it fails with after that.
 */
export async function showStatus(
  workspace: CliWorkspace,
  selection: Selection,
  report: Report,
): Promise<Result<null>> {
  const { root: workspaceRoot } = workspace;
  const config = loadConfig(workspaceRoot);
  const ledger = readLedger(workspaceRoot);
  if (!config.ok) return config;
  if (!ledger.ok) return ledger;
  const leases = listLeases(workspaceRoot);
  const now = Date.now();
  const problems: Problem[] = [];
  const found = selection.chosen.flatMap(({ spec, phase, state, why }) => {
    const read = readSpec({ workspaceRoot, spec });
    if (read.ok) return [{ current: read.value, more: { path: spec.path, phase, state, why } }];
    problems.push(...read.problems);
    return [];
  });
  const rows = await specRows(
    workspaceRoot,
    found.map(({ current }) => current),
  );
  const specs = found.flatMap(({ more }, at): StatusSpec[] => {
    const row = rows[at];
    return row ? [{ ...row, ...more }] : [];
  });
  const tasks = found.flatMap(({ current }) => atWork(current, leases, now));
  report({ type: 'status', status: { specs, atWork: tasks } });
  return problems.length > 0 ? fail(...problems) : ok(null);
}
