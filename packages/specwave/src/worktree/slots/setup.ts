/** What the user's `setup` made of a worktree before its agent came: it is not the agent's work, and does not land. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../config/problem';
import { git, type GitOptions } from '../git/git';
import { includedIn } from './included';
import { withIndex } from '../git/indexFile';
import { rawDiff } from '../git/rawDiff';
import { gitProblem, type Repository } from '../git/repository';
import { writeTree } from '../git/treeState';
import { pristineIndex, type Slot, treeOf } from './slots';

/** On disk, so that a run that takes over a killed one's tree knows it too. */
function setupFile({ notes }: Slot): string {
  return join(notes, 'given');
}

/** Takes the tree as it is now for what `setup` made of it. Until `fillSlot` begins anew. */
export async function settleTree(
  repository: Repository,
  slot: Slot,
  declared: readonly string[],
  scratch: string,
): Promise<Result<void>> {
  return withIndex(scratch, pristineIndex(slot), async (index) => {
    const at = { cwd: slot.path, index, tree: treeOf(repository, slot) };
    const state = await writeTree(
      at,
      declared.map((path) => `${repository.prefix}${path}`),
      includedIn(slot),
    );
    if (!state.ok) return state;
    writeFileSync(setupFile(slot), state.value.tree);
    return ok(undefined);
  });
}

function setupOf(slot: Slot): string | null {
  try {
    return /^[0-9a-f]{40,64}$/.exec(readFileSync(setupFile(slot), 'utf8'))?.[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * `tree` (what `at.index` holds) with those files put back to what they are in `base` that are as `setup` left
 * them. Resolves with the tree's id.
 */
export async function withoutSetup(
  slot: Slot,
  at: { cwd: string; index: string; tree: NonNullable<GitOptions['tree']> },
  base: string,
  tree: string,
): Promise<Result<string>> {
  const setUp = setupOf(slot);
  if (setUp === null) return ok(tree);
  const from = { cwd: at.cwd, tree: at.tree };
  const [prepared, left] = await Promise.all([rawDiff(from, base, setUp), rawDiff(from, base, tree)]);
  if (!prepared.ok) return prepared;
  if (!left.ok) return left;
  const isAsSetUp = new Map(prepared.value.map(({ path, to }) => [path, to.join(' ')]));
  const untouched = left.value
    .filter(({ path, to }) => isAsSetUp.get(path) === to.join(' '))
    // What is to go makes room for what is to come back.
    .toSorted((a, b) => Number(a.from[0]) - Number(b.from[0]));
  if (untouched.length === 0) return ok(tree);
  const input = untouched.map(({ from: [mode, id], path }) => `${mode} ${id}\t${path}\0`).join('');
  const restored = await git(['update-index', '-z', '--index-info'], { ...at, input });
  if (restored.code !== 0) return fail(gitProblem('Leaving out what `setup` made', restored));
  const written = await git(['write-tree'], at);
  if (written.code !== 0) return fail(gitProblem('Leaving out what `setup` made', written));
  return ok(written.stdout.toString('utf8').trim());
}
