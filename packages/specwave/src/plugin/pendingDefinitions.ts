/**
 * Definition files are written while Nx merges what `createNodes` gave it, in a process of its own: for a thousand
 * new specs that takes as long as writing 20,000 files. They are complete when `createDependencies` answers, and so
 * before anything is hashed.
 */
import { join } from 'node:path';
import { stateFolder } from '../state/stateFolder';
import type { SpecNode } from '../workspace/readSpecs';
import { writeDefinitions } from './definitions';
import { NO_PROGRESS, type SpecProgress } from '../ledger/progress';
import { specsKey, surroundingsKey } from './surroundings';

interface Pending {
  inputsFolder: string;
  nodes: SpecNode[];
  /** See `specsKey`. */
  specs: string;
  progress: ReadonlyMap<string, SpecProgress>;
}

let pending: Pending | null = null;

function writeNext(work: Pending | null): void {
  const node = work?.nodes.pop();
  if (!work || !node) return;
  const { identity, parsed } = node;
  const progress = work.progress.get(identity.name) ?? NO_PROGRESS;
  try {
    const surroundings = surroundingsKey(identity, progress, work.specs);
    writeDefinitions(work.inputsFolder, identity.name, parsed, progress.redone, surroundings);
  } catch {
    // A disk that is full or read-only must not break `nx graph`. Landing compares digests, not these files.
  }
}

/** One spec at a time, so that the answer to Nx is sent in between. */
function continueWriting(work: Pending): void {
  writeNext(work);
  if (pending === work && work.nodes.length > 0) setImmediate(continueWriting, work);
}

/** Starts writing the definitions of these specs; what an earlier call has left to write is dropped. */
export function startDefinitions(
  workspaceRoot: string,
  nodes: readonly SpecNode[],
  progress: ReadonlyMap<string, SpecProgress>,
): void {
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return;
  const specs = specsKey(nodes.map(({ identity }) => identity));
  pending = { inputsFolder: join(state.value, 'inputs'), nodes: [...nodes], specs, progress };
  setImmediate(continueWriting, pending);
}

/** Writes what is left to write. */
export function finishDefinitions(): void {
  const work = pending;
  pending = null;
  while ((work?.nodes.length ?? 0) > 0) writeNext(work);
}
