/** Commits what results changed, and nothing else: the user's other changes, staged or not, stay as they are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../config/problem';
import { fillIndex, treeOf } from './commitContent';
import type { CommitRequest, Skipped } from './commitRequest';
import { git } from '../git/git';
import { gitCommit } from './gitCommit';
import { withIndex } from '../git/indexFile';
import type { Repository } from '../git/repository';
import {
  blockedBy,
  changesBetween,
  followHead,
  isIndexFree,
  markCommit,
  settleCommit,
  stagedChanges,
  unmarkCommit,
} from './userIndex';

export type CommitEnd =
  | { kind: 'committed'; /** Its id. */ commit: string }
  /** HEAD holds all of it already. */
  | { kind: 'nothing' }
  | Skipped;

const THEN = 'then commit the results by hand: a spec that is complete is not run again';

/** What git leaves in its folder while it waits for the user. A rebase also detaches HEAD; `git am` does not. */
const UNDER_WAY = [
  ['MERGE_HEAD', 'A merge'],
  ['CHERRY_PICK_HEAD', 'A cherry-pick'],
  ['REVERT_HEAD', 'A revert'],
  ['sequencer', 'A cherry-pick or revert'],
  ['rebase-merge', 'A rebase'],
  ['rebase-apply', 'A rebase or `git am`'],
  ['BISECT_LOG', 'A bisect'],
] as const;

function skipped(reason: string, next: string): Skipped {
  return { kind: 'skipped', reason, next };
}

/** What the repository is in the middle of, that keeps a commit from being made. */
async function obstacle(repository: Repository): Promise<Skipped | null> {
  const { top, gitDir } = repository;
  const found = UNDER_WAY.find(([file]) => existsSync(join(gitDir, file)));
  if (found)
    return skipped(
      `${found[1]} is under way in this repository.`,
      `Finish it (\`git status\` says how), ${THEN}.`,
    );
  const branch = await git(['symbolic-ref', '--quiet', 'HEAD'], { cwd: top });
  if (branch.code !== 0)
    return skipped(
      'HEAD is detached: no branch would hold the commit.',
      `Switch to a branch (\`git switch <branch>\`), ${THEN}.`,
    );
  if (!(await isIndexFree(repository)))
    return skipped(
      `Another git command is at work in this repository, or one has left ${join(gitDir, 'index.lock')}.`,
      `Wait for it, or delete that file if no git is running; ${THEN}.`,
    );
  return null;
}

/** A file (its path relative to the workspace) as HEAD has it, as git stores it; null where HEAD does not have it. */
export async function readAtHead({ top, prefix }: Repository, path: string): Promise<Buffer | null> {
  const read = await git(['cat-file', 'blob', `HEAD:${prefix}${path}`], { cwd: top });
  return read.code === 0 ? read.stdout : null;
}

/** One line, whatever somebody has written. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}

function messageOf({ spec, results }: CommitRequest): string {
  const subject = `implementation: Update progress - ${oneLine(spec)}\n`;
  const lines = results.map(({ task, title }) => `- ${oneLine(`${task}: ${title}`)}\n`);
  return lines.length === 0 ? subject : `${subject}\n${lines.join('')}`;
}

/** The workspace's own name of a path, where it lies in the workspace. */
function named(paths: readonly string[], prefix: string): string {
  return paths.map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path)).join(', ');
}

/**
 * Makes one commit on HEAD of exactly what the results changed, the ticks and the status files, as the user would make
 * it: their hooks, identity and signing take part. Afterwards the user's index is in line with it, and all else that
 * they have staged or changed is as before. What stands in the way is `skipped`, with index and tree as they were.
 * Problems: `git-failed`, `git-missing`; `index-not-updated` (the commit is made, the index is not in line with it).
 * To be called while holding the workspace's lock. `scratch`: folder for temporary files.
 */
export async function commitResults(
  repository: Repository,
  request: CommitRequest,
  scratch: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<CommitEnd>> {
  const { top, gitDir, prefix } = repository;
  const settled = await settleCommit(repository);
  if (!settled.ok) return settled;
  // Not `repository.head`: that is of when the run began.
  const found = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd: top });
  if (found.code !== 0)
    return ok(skipped('The repository has no commit yet.', `Make a first commit, ${THEN}.`));
  const head = found.stdout.toString('utf8').trim();
  const hindered = await obstacle(repository);
  if (hindered) return ok(hindered);

  return withIndex(scratch, join(gitDir, 'index'), async (index): Promise<Result<CommitEnd>> => {
    const filled = await fillIndex(repository, request, head, index);
    if (!filled.ok) return filled;
    if (filled.value) return ok(filled.value);
    const tree = await treeOf(top, index);
    if (!tree.ok) return tree;
    const changes = await changesBetween(top, head, tree.value);
    if (!changes.ok) return changes;
    if (changes.value.length === 0) return ok({ kind: 'nothing' });
    const staged = await stagedChanges(repository, head);
    if (!staged.ok) return staged;
    const blocked = blockedBy(staged.value, changes.value).map(({ path }) => path);
    if (blocked.length > 0)
      return ok(
        skipped(
          `You have staged changes of your own, or a conflict, in files that the commit would change: ${named(blocked, prefix)}.`,
          `Commit or unstage them (\`git restore --staged <file>\`), ${THEN}.`,
        ),
      );

    markCommit(repository, head);
    const made = await gitCommit(repository, head, index, messageOf(request), signal);
    if (!made.ok) return made;
    if (made.value.kind === 'committed') {
      // HEAD and not that commit: a hook may have made more on top of it.
      const followed = await followHead(repository, head, 'HEAD');
      if (!followed.ok) return followed;
    }
    unmarkCommit(repository);
    if (made.value.kind === 'committed') return ok(made.value);
    return ok(
      made.value.kind === 'refused'
        ? skipped(made.value.said, `Mend what git complains about, ${THEN}; or set \`commit: off\`.`)
        : skipped('Another commit was made at the same moment.', 'Run again.'),
    );
  });
}
