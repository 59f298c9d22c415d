/** The little that the graph needs of the ledger, read without its schema: every nx command comes through here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentKey } from '../state/parsedCache';

export interface SpecProgress {
  /** Ids of tasks without a box that the ledger calls completed. */
  completedInLedger: ReadonlySet<string>;
  /** The ledger calls the whole spec completed. */
  completed: boolean;
  /** Waves whose gate has something to check: opened and not passed, or failed. */
  openGates: ReadonlySet<number>;
  /** When tasks were last asked for again, by id: see `digestOfRedo`. */
  redone: ReadonlyMap<string, string>;
  /** How its tasks and gates stand, as a short name: what `check-tasks` says follows from it. */
  recorded: string;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function field(value: unknown, key: string): unknown {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return has ? Reflect.get(value, key) : undefined;
}

/** A spec that the ledger does not know. */
export const NO_PROGRESS: SpecProgress = {
  completed: false,
  completedInLedger: new Set(),
  openGates: new Set(),
  redone: new Map(),
  recorded: '',
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

/** When tasks were last asked for again. */
function redoneTasks(tasks: readonly [string, unknown][]): Map<string, string> {
  return new Map(
    tasks.flatMap(([id, task]) => {
      const at = field(task, 'redone_at');
      return typeof at === 'string' ? [[id, at]] : [];
    }),
  );
}

/** How tasks and gates stand, as a short name: see `SpecProgress`. */
function recorded(tasks: readonly [string, unknown][], gates: readonly [string, unknown][]): string {
  const standing = ([id, entry]: [string, unknown]): string =>
    `${id} ${String(field(entry, 'status'))} ${String(field(entry, 'outcome'))} ${String(field(entry, 'words'))}`;
  return contentKey(...tasks.map(standing), '', ...gates.map(standing));
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
      const tasks = entriesOf(field(spec, 'tasks'));
      const done = tasks.filter(([, task]) => field(task, 'status') === 'completed');
      const progress: SpecProgress = {
        completed: field(spec, 'status') === 'completed',
        completedInLedger: new Set(done.map(([id]) => id)),
        openGates: openGates(spec),
        redone: redoneTasks(tasks),
        recorded: recorded(tasks, entriesOf(field(spec, 'gates'))),
      };
      return [name, progress];
    }),
  );
}
