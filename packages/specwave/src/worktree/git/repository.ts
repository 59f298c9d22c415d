/** The git repository that a workspace lies in. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fail, ok, type Problem, type Result } from '../../config/problem';
import { git, type GitOutput, partsOf } from './git';

export interface Repository {
  /** Top of the working tree, absolute. */
  top: string;
  /** `.git` of this working tree, absolute; with `index` and `HEAD`. */
  gitDir: string;
  /** `.git` of the repository, absolute; another one where this working tree is itself a linked one. */
  commonDir: string;
  /** Where the workspace lies below `top`: `''`, or `apps/web/`. */
  prefix: string;
  /** Commit of HEAD; null in a repository without a commit. */
  head: string | null;
}

/** What git said, as a problem: for what should not happen and does (permissions, a full disk, a damaged repository). */
export function gitProblem(what: string, { stderr, missing }: GitOutput): Problem {
  const lines = stderr.trim().split('\n');
  return {
    code: missing ? 'git-missing' : 'git-failed',
    severity: 'error',
    message: missing
      ? 'git was not found on the PATH; Specwave needs it (2.32 or newer) to give each agent a tree of its own.'
      : `${what} failed. git says:\n${lines.slice(-10).join('\n')}`,
    file: '.git',
    next: missing
      ? 'Install git, or set `isolation: none` in specwave.yaml.'
      : 'Mend what git complains about, and run again.',
  };
}

function noRepository(): Problem {
  return {
    code: 'no-repository',
    severity: 'error',
    message: 'This workspace lies in no git working tree, so agents cannot get trees of their own.',
    file: '.git',
    next: 'Run `git init` here, or set `isolation: none` in specwave.yaml.',
  };
}

/**
 * Finds the repository. Problems: `no-repository` (none, or a bare one), `git-missing`, `git-failed` (one that git
 * refuses, such as one of another owner).
 */
export async function findRepository(workspaceRoot: string): Promise<Result<Repository>> {
  // Absolute, or the workspace's own path, where that leads through a link, would have to be followed back.
  const asked = [
    '--path-format=absolute',
    '--show-toplevel',
    '--git-dir',
    '--git-common-dir',
    '--show-prefix',
  ];
  // Without a commit, HEAD is an error, after all the rest was answered.
  const found = await git(['rev-parse', ...asked, 'HEAD'], { cwd: workspaceRoot });
  const [top, gitDir, commonDir, prefix, head = ''] = found.stdout.toString('utf8').split('\n');
  if (!top || !gitDir || !commonDir || prefix === undefined) {
    const isNone = /not a git repository|must be run in a work tree/.test(found.stderr);
    return fail(isNone ? noRepository() : gitProblem('Looking for the repository', found));
  }
  return ok({
    top,
    gitDir,
    commonDir,
    prefix,
    head: found.code === 0 && /^[0-9a-f]{40,64}$/.test(head) ? head : null,
  });
}

/** `path` (absolute) relative to `folder`, `/`; null where it lies outside. */
export function below(folder: string, path: string): string | null {
  const way = relative(folder, path);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return null;
  return way.split(sep).join('/');
}

/** Folders of the submodules, from the top of the repository, each with a `/` at its end. */
export async function submodulesOf({ top }: Repository): Promise<string[]> {
  if (!existsSync(join(top, '.gitmodules'))) return [];
  const listed = await git(
    ['config', '-z', '--file', '.gitmodules', '--get-regexp', '^submodule\\..*\\.path$'],
    {
      cwd: top,
    },
  );
  return partsOf(listed.stdout).map((entry) => `${entry.slice(entry.indexOf('\n') + 1)}/`);
}
