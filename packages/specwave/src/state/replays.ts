/**
 * When a result from before landed again here, without an agent. For the report, and not in the ledger: a clone that replays
 * everything is to end in the same files as the one that did the work.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { isResultName } from './resultSchema';
import { readState, replaceState } from './stateFile';
import { STATE_FOLDER, stateFolder } from './stateFolder';

const FOLDER = 'replays';
const noteSchema = z.object({ at: z.iso.datetime() });

/** Notes it, as well as it can: without the note, the report takes it for work. */
export function noteReplay(workspaceRoot: string, spec: string, task: string, at: Date): void {
  const state = stateFolder(workspaceRoot);
  if (!state.ok || !isResultName(spec) || !isResultName(task)) return;
  try {
    replaceState(join(state.value, FOLDER, spec, `${task}.json`), { at: at.toISOString() });
  } catch {
    // A disk that is full or read-only has stopped more than this.
  }
}

/** ISO 8601; null where no replay of the task is known. */
export function replayOf(workspaceRoot: string, spec: string, task: string): string | null {
  if (!isResultName(spec) || !isResultName(task)) return null;
  return readState(join(workspaceRoot, STATE_FOLDER, FOLDER, spec, `${task}.json`), noteSchema)?.at ?? null;
}
