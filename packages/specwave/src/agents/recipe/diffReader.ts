/** Reads a `diff` block: which files it changes, and how. */
import { type StructuredPatch, parsePatch } from 'diff';

export interface FilePatch {
  kind: 'modify' | 'create' | 'delete' | 'rename' | 'copy';
  /** The file that is changed or made, as written, without the `b/` of git. */
  path: string;
  /** `rename` and `copy`: where its content comes from. */
  from: string | null;
  /** Permission bits, where the diff sets them. */
  mode: number | undefined;
  patch: StructuredPatch;
}

const NOTHING = '/dev/null';
const MODES: Readonly<Record<string, number>> = { '100644': 0o644, '100755': 0o755 };

/** The changes of a diff; none for a text that is no diff (an illustration); or a fault in words. */
export function readDiff(text: string): FilePatch[] | string {
  let parsed: StructuredPatch[];
  try {
    parsed = parsePatch(text);
  } catch (error) {
    return `is not a valid diff: ${error instanceof Error ? error.message : String(error)}.`;
  }
  const patches: FilePatch[] = [];
  for (const patch of parsed) {
    if (patch.newFileName === undefined && patch.hunks.length === 0) {
      continue;
    }
    const read = readPatch(patch);
    if (typeof read === 'string') {
      return read;
    }
    patches.push(read);
  }
  return patches;
}

function readPatch(patch: StructuredPatch): FilePatch | string {
  const { oldFileName, newFileName } = patch;
  if (oldFileName === undefined || newFileName === undefined) {
    return 'is a diff that does not name its file: expected lines `--- a/PATH` and `+++ b/PATH`.';
  }
  if (patch.isBinary === true) {
    return `changes the binary file \`${newFileName}\`: expected text.`;
  }
  const foreign = [patch.oldMode, patch.newMode].find((mode) => mode !== undefined && !(mode in MODES));
  if (foreign !== undefined) {
    return `gives \`${newFileName}\` the mode ${foreign}: expected 100644 or 100755 (no links, no submodules).`;
  }
  const [before, after] = withoutPrefixes(oldFileName, newFileName);
  const kind = kindOf(patch);
  const moves = kind === 'rename' || kind === 'copy';
  return {
    kind,
    path: kind === 'delete' ? before : after,
    from: moves ? before : null,
    mode: modeOf(patch),
    patch,
  };
}

function kindOf(patch: StructuredPatch): FilePatch['kind'] {
  if (patch.isRename === true) {
    return 'rename';
  }
  if (patch.isCopy === true) {
    return 'copy';
  }
  if (patch.isCreate === true || patch.oldFileName === NOTHING) {
    return 'create';
  }
  return patch.isDelete === true || patch.newFileName === NOTHING ? 'delete' : 'modify';
}

/** `a/` and `b/` are git's only where both are there: a folder may be called `a`. */
function withoutPrefixes(before: string, after: string): [string, string] {
  const prefixed =
    (before === NOTHING || before.startsWith('a/')) && (after === NOTHING || after.startsWith('b/'));
  const strip = (name: string): string => (prefixed && name !== NOTHING ? name.slice(2) : name);
  return [strip(before), strip(after)];
}

/** Every diff of a new file says 100644: no wish, only the default. */
function modeOf(patch: StructuredPatch): number | undefined {
  const { oldMode, newMode } = patch;
  const isDefault = newMode === '100644' && oldMode === undefined;
  return newMode === undefined || isDefault ? undefined : MODES[newMode];
}
