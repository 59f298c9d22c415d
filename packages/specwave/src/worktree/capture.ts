/** What an agent changed in its worktree, as a patch that applies anywhere. */
import { existsSync } from 'node:fs';
import { fail, ok, type Result } from '../config/problem';
import type { ChangedFile, FileState } from '../state/resultSchema';
import { changedSubmodules, keptInLfs } from './foreignFiles';
import { git } from './git/git';
import { withoutSetup } from './slots/setup';
import { includedIn } from './slots/included';
import { withIndex } from './git/indexFile';
import { linksOut } from './git/links';
import { PLAIN_DIFF, rawDiff, type Side } from './git/rawDiff';
import { gitProblem, type Repository } from './git/repository';
import { writeTree } from './git/treeState';
import { pristineIndex, type Slot, treeOf } from './slots/slots';

export interface Capture {
  /** Relative to the workspace, in the order of git. */
  files: ChangedFile[];
  /** Binary-safe, with full object ids, paths from the top of the repository; empty where nothing changed. */
  patch: Buffer;
  /** What cannot be taken over, each with its reason: the result is not to land. */
  refused: { path: string; reason: string }[];
}

const MODES: readonly string[] = ['100644', '100755', '120000'] satisfies FileState['mode'][];
const isMode = (mode: string): mode is FileState['mode'] => MODES.includes(mode);

/** Control characters, backslashes and bytes that are no UTF-8 do not travel to every machine. */
function isNameable(path: string): boolean {
  return !/[\p{Cc}\\\uFFFD]/u.test(path);
}

/** Null for "not there"; undefined for what is neither a file nor a link (a repository inside the repository). */
function stateOf([mode, id]: Side): FileState | null | undefined {
  if (mode === '000000') return null;
  return isMode(mode) ? { mode, id } : undefined;
}

/** Compares the worktree with its base. `declared` (relative to the workspace) is taken even where it is ignored. */
export async function captureChanges(
  repository: Repository,
  slot: Slot,
  base: string,
  declared: readonly string[],
  scratch: string,
): Promise<Result<Capture>> {
  const { prefix } = repository;
  const refused: Capture['refused'] = [];
  // Without it, nobody could tell what is the agent's.
  if (!existsSync(pristineIndex(slot)))
    refused.push({
      path: '.',
      reason: 'cannot be told from its base: what Specwave noted of the tree is gone',
    });
  return withIndex(scratch, pristineIndex(slot), async (index) => {
    const at = { cwd: slot.path, index, tree: treeOf(repository, slot) };
    const forced = declared.map((path) => `${prefix}${path}`);
    const state = await writeTree(at, forced, includedIn(slot));
    if (!state.ok) return state;
    const { nested } = state.value;
    const own = await withoutSetup(slot, at, base, state.value.tree);
    if (!own.ok) return own;
    const tree = own.value;
    for (const path of nested)
      refused.push({ path, reason: 'is a git repository of its own, whose files cannot be taken over' });
    const from = { cwd: slot.path, tree: at.tree };
    const compared = await rawDiff(from, base, tree);
    if (!compared.ok) return compared;
    const entries = compared.value;
    const [diff, submodules, large] = await Promise.all([
      git(
        [
          'diff-tree',
          '-r',
          '-p',
          '--binary',
          '--src-prefix=a/',
          '--dst-prefix=b/',
          ...PLAIN_DIFF,
          base,
          tree,
        ],
        from,
      ),
      changedSubmodules(from, base),
      keptInLfs(
        from,
        entries.flatMap(({ path, to }) => (stateOf(to) === null ? [] : [path])),
      ),
    ]);
    if (diff.code !== 0) return fail(gitProblem('Writing the patch', diff));
    for (const path of submodules)
      refused.push({ path, reason: 'is a submodule, whose files cannot be taken over' });
    const files: ChangedFile[] = [];
    for (const entry of entries) {
      const [before, after] = [stateOf(entry.from), stateOf(entry.to)];
      if (!isNameable(entry.path))
        refused.push({ path: entry.path, reason: 'has a name that a result cannot hold' });
      else if (before === undefined || after === undefined)
        refused.push({ path: entry.path, reason: 'is a submodule; only its own repository can change it' });
      else if (!entry.path.startsWith(prefix))
        refused.push({ path: entry.path, reason: 'lies outside the workspace' });
      else files.push({ path: entry.path.slice(prefix.length), from: before, to: after });
    }
    const fromTop = files.map(({ path, to }) => ({ path: `${prefix}${path}`, to }));
    for (const path of await linksOut(from, fromTop))
      refused.push({ path, reason: 'is a link that leads out of the tree' });
    for (const path of large)
      refused.push({ path, reason: "is kept by Git LFS, of whose files agents' trees hold pointers only" });
    return ok({ files, patch: diff.stdout, refused });
  });
}
