/** The results of a commit, put on HEAD in a temporary index; with the lock files that were made of what they ask for. */
import { renameSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../../config/problem';
import { MANIFESTS } from '../../packages/managers';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import type { CommitRequest, Entries, Skipped } from './commitRequest';
import { git } from '../git/git';
import { copyIndex } from '../git/indexFile';
import { mergeInIndex } from '../landing/merge';
import { gitProblem, type Repository } from '../git/repository';

/**
 * The files of each result with paths from the top of the repository. Results build on each other, so where HEAD holds
 * what a later one made of a file, it holds the earlier ones too: there `to` becomes what HEAD holds, which `mergeInIndex` takes for done.
 */
function filesOnHead(prefix: string, results: CommitRequest['results'], head: Entries): ChangedFile[][] {
  const inHead = new Map<string, { upTo: number; state: FileState | null }>();
  for (const [upTo, { files }] of results.entries())
    for (const { path, to } of files) {
      const held = head.get(`${prefix}${path}`);
      if (held?.id === to?.id && held?.mode === to?.mode) inHead.set(path, { upTo, state: to });
    }
  return results.map(({ files }, at) =>
    files.map((file) => {
      const held = inHead.get(file.path);
      const to = held !== undefined && at <= held.upTo ? held.state : file.to;
      return { path: `${prefix}${file.path}`, from: file.from, to };
    }),
  );
}

/** Null where all merge. */
async function mergeResults(
  { top, prefix }: Repository,
  { results, lockFiles }: Pick<CommitRequest, 'results' | 'lockFiles'>,
  head: Entries,
  index: string,
): Promise<Result<Skipped | null>> {
  const made = new Set(lockFiles.map((path) => `${prefix}${path}`));
  for (const [at, files] of filesOnHead(prefix, results, head).entries()) {
    const { task, patch } = results[at] ?? { task: '', patch: null };
    if (files.length === 0) continue;
    const merged = await mergeInIndex(top, index, files, patch ?? Buffer.alloc(0), (path) => made.has(path));
    if (!merged.ok) return merged;
    const merge = merged.value;
    if (merge.kind === 'conflict')
      return ok({
        kind: 'skipped',
        reason: `The result of ${task} builds on changes of yours that are not committed, in ${merge.files.map((path) => path.slice(prefix.length)).join(', ')}.`,
        next: `Commit your changes to these files together with the result.`,
      });
    if (merge.kind === 'forged')
      return ok({
        kind: 'skipped',
        reason: `The stored result of ${task} cannot be taken over as it is: ${merge.reason}.`,
        next: `Look at the files of ${task} and commit them by hand.`,
      });
  }
  return ok(null);
}

/** Whether the manifests in the working tree are those of the index: then lock files that fit the one fit the other. */
async function manifestsAgree(top: string, index: string): Promise<Result<boolean>> {
  const manifests = MANIFESTS.map((name) => `:(glob)**/${name}`);
  const how = ['ls-files', '-z', '--modified', '--others', '--exclude-standard', '--', ...manifests];
  const differing = await git(how, { cwd: top, index });
  if (differing.code !== 0) return fail(gitProblem('Comparing manifests', differing));
  return ok(differing.stdout.length === 0);
}

/** `lockFiles`: those to be taken as they are in the working tree. */
export type Added = { kind: 'added'; lockFiles: readonly string[] } | Skipped;

/**
 * Adds the results to `index`, which holds `head`. Lock files are taken as they are where they are the results' alone; else
 * they are merged as files like others.
 */
export async function addResults(
  repository: Repository,
  request: Pick<CommitRequest, 'results' | 'lockFiles'>,
  head: Entries,
  index: string,
): Promise<Result<Added>> {
  const { lockFiles } = request;
  if (lockFiles.length > 0) {
    const trial = `${index}.results`;
    try {
      copyIndex(index, trial);
      const merged = await mergeResults(repository, request, head, trial);
      const agree =
        merged.ok && merged.value === null ? await manifestsAgree(repository.top, trial) : ok(false);
      if (!agree.ok) return agree;
      if (agree.value) {
        renameSync(trial, index);
        return ok({ kind: 'added', lockFiles });
      }
    } finally {
      rmSync(trial, { force: true });
    }
  }
  const merged = await mergeResults(repository, { ...request, lockFiles: [] }, head, index);
  return merged.ok ? ok(merged.value ?? { kind: 'added', lockFiles: [] }) : merged;
}
