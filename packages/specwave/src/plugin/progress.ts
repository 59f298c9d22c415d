/** The little that the graph needs of the ledger, read without its schema: every nx command comes through here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecProgress } from './targets';

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function field(value: unknown, key: string): unknown {
  return entriesOf(value).find(([name]) => name === key)?.[1];
}

/** A spec that the ledger does not know. */
export const NO_PROGRESS: SpecProgress = {
  completed: false,
  completedInLedger: new Set(),
  openGates: new Set(),
};

/** Indices of the waves whose gate is yet to pass. */
function openGates(spec: unknown): Set<number> {
  const open = entriesOf(field(spec, 'gates')).filter(([wave, gate]) => {
    const status = field(gate, 'status');
    // `Number('')` would be the first wave.
    return String(Number(wave)) === wave && (status === 'open' || status === 'failed');
  });
  return new Set(open.map(([wave]) => Number(wave)));
}

/** Progress by spec. A ledger that is missing, damaged or not ours means no progress; `begin` reports it. */
export function readProgress(workspaceRoot: string): Map<string, SpecProgress> {
  let ledger: unknown;
  try {
    ledger = JSON.parse(readFileSync(join(workspaceRoot, '.claude', 'execution', 'execution.json'), 'utf8'));
  } catch {
    return new Map();
  }
  return new Map(
    entriesOf(field(ledger, 'specs')).map(([name, spec]) => {
      const done = entriesOf(field(spec, 'tasks')).filter(
        ([, task]) => field(task, 'status') === 'completed',
      );
      const progress: SpecProgress = {
        completed: field(spec, 'status') === 'completed',
        completedInLedger: new Set(done.map(([id]) => id)),
        openGates: openGates(spec),
      };
      return [name, progress];
    }),
  );
}
