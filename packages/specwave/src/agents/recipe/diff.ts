/** Applies the changes of a `diff` block: all of them or none, and a second time without effect. */
import { type StructuredPatch, type StructuredPatchHunk, applyPatch, reversePatch } from 'diff';
import type { AgentEvent } from '../driver';
import type { FilePatch } from './diffReader';
import { type Refused, deleteIn, readIn, writeIn } from './treeFiles';
import type { Bounds } from '../treePaths';

/** What a file will hold: null for a file that will be gone. */
interface Draft {
  text: string | null;
  mode: number | undefined;
}

/** A refusal with the file that it is about. */
export type DiffRefused = Refused & { path: string };

/** Applies all patches, or none where one does not fit. Null means done. */
export function applyDiff(
  bounds: Bounds,
  patches: readonly FilePatch[],
  emit: (event: AgentEvent) => void,
): DiffRefused | null {
  const drafts = new Map<string, Draft>();
  for (const patch of patches) {
    const refused = draft(bounds, patch, drafts);
    if (refused !== null) {
      return refused;
    }
  }
  for (const [path, { text, mode }] of drafts) {
    const change = text === null ? deleteIn(bounds, path) : writeIn(bounds, path, text, mode);
    if (change.kind === 'denied' || change.kind === 'failed') {
      return { ...change, path };
    }
    emit({ type: 'agent-file', path, change: change.kind });
  }
  return null;
}

function draft(bounds: Bounds, filePatch: FilePatch, drafts: Map<string, Draft>): DiffRefused | null {
  const { kind, path, from, patch, mode } = filePatch;
  const target = look(bounds, path, drafts);
  const source = from === null ? target : look(bounds, from, drafts);
  if ('kind' in target) {
    return { ...target, path };
  }
  if ('kind' in source) {
    return { ...source, path: from ?? path };
  }
  const text = resultOf(kind, patch, source.text, target.text);
  if (typeof text === 'object' && text !== null) {
    return { kind: 'failed', reason: text.fault, path };
  }
  drafts.set(path, { text, mode: mode ?? (from === null ? target.mode : (source.mode ?? target.mode)) });
  if (kind === 'rename' && from !== null) {
    drafts.set(from, { text: null, mode: undefined });
  }
  return null;
}

function look(bounds: Bounds, path: string, drafts: Map<string, Draft>): Draft | Refused {
  const pending = drafts.get(path);
  if (pending !== undefined) {
    return pending;
  }
  const read = readIn(bounds, path);
  switch (read.kind) {
    case 'text':
      return { text: read.text, mode: read.mode };
    case 'absent':
      return { text: null, mode: undefined };
    default:
      return read;
  }
}

interface Fault {
  fault: string;
}

/** What the target is to hold. `source` and `target` are one file, but for `rename` and `copy`; null where there is none. */
function resultOf(
  kind: FilePatch['kind'],
  patch: StructuredPatch,
  source: string | null,
  target: string | null,
): string | null | Fault {
  switch (kind) {
    case 'create': {
      const text = patched('', patch);
      return typeof text === 'string' && target !== null && target !== text
        ? { fault: 'the diff creates it, but it is there with another content' }
        : text;
    }
    case 'delete': {
      const left = source === null ? '' : patched(source, patch);
      return left === ''
        ? null
        : typeof left === 'string'
          ? { fault: 'the diff does not delete all that is in it' }
          : left;
    }
    case 'modify':
      return source === null ? { fault: 'the diff changes it, but it is not there' } : patched(source, patch);
    case 'rename':
    case 'copy': {
      if (source === null) {
        return target !== null && applyPatch(target, reversePatch(patch)) !== false
          ? target
          : { fault: 'the file that the diff takes it from is not there' };
      }
      const text = patched(source, patch);
      return typeof text === 'string' && target !== null && target !== text
        ? { fault: `the diff makes it by a ${kind}, but it is there with another content` }
        : text;
    }
  }
}

/** The text with the patch in it; as it is, where the patch is in it already. */
function patched(text: string, patch: StructuredPatch): string | Fault {
  const forward = applyPatch(text, patch);
  const applied = applyPatch(text, reversePatch(patch)) !== false;
  if (forward === false) {
    return applied ? text : { fault: `hunk ${misfit(text, patch)} does not fit` };
  }
  return applied && looksApplied(text, patch.hunks) ? text : forward;
}

/**
 * A patch that only adds fits a second time, and the reverse of one that only removes fits before the first. Where both
 * directions fit, the places that the hunks name decide; then the side with more lines, for it has more evidence.
 */
function looksApplied(text: string, hunks: readonly StructuredPatchHunk[]): boolean {
  const lines = text.split(/\r?\n/);
  const has = (sign: '+' | '-', start: (hunk: StructuredPatchHunk) => number): boolean =>
    hunks.every((hunk) =>
      hunk.lines
        .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(sign))
        .every((line, index) => lines[start(hunk) - 1 + index] === line.slice(1)),
    );
  const isNew = has('+', (hunk) => hunk.newStart);
  const isOld = has('-', (hunk) => hunk.oldStart);
  if (isNew !== isOld) {
    return isNew;
  }
  return hunks.reduce((sum, hunk) => sum + hunk.newLines - hunk.oldLines, 0) > 0;
}

/** The number of the first hunk that does not fit, from 1. */
function misfit(text: string, patch: StructuredPatch): number {
  const index = patch.hunks.findIndex(
    (_, at) => applyPatch(text, { ...patch, hunks: patch.hunks.slice(0, at + 1) }) === false,
  );
  return index < 0 ? patch.hunks.length : index + 1;
}
