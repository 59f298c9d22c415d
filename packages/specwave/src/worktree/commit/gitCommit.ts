/** `git commit` as the user would run it, on an index of ours, and what came of it. */
import { fail, ok, type Result } from '../../config/problem';
import { lastLines } from '../../processes/output';
import { type ProgramEnd, runProgram } from '../../processes/process';
import { treeOf } from './commitContent';
import { git, gitEnvironment } from '../git/git';
import { gitProblem, type Repository } from '../git/repository';

/** Hooks of the user may test and format; one that waits for an answer never gets it. */
const LIMIT_MS = 120_000;
/** How far back from HEAD our commit is looked for: a hook may have made more on top of it. */
const NEWEST = 20;

export type GitCommitEnd =
  | { kind: 'committed'; commit: string }
  /** No commit was made; `said`: what happened, with the end of git's output. */
  | { kind: 'refused'; said: string }
  /** Another commit came in between; ours was taken back. */
  | { kind: 'overtaken' };

function said(end: ProgramEnd): string {
  if (end.kind === 'not-started') return `git could not be started: ${end.message}.`;
  const output = lastLines(end.output.replaceAll(/\n\s*\n/g, '\n'), 10);
  const quoted = output === '' ? '' : ` It said:\n${output}`;
  switch (end.kind) {
    case 'exited':
      return `\`git commit\` ended with code ${end.code}.${quoted}`;
    case 'killed':
      return `\`git commit\` was ended by ${end.signal}.${quoted}`;
    case 'cancelled':
      return `The run was stopped while it was committing.${quoted}`;
    case 'timeout':
    case 'stalled':
      return `\`git commit\`, with its hooks, was not done after ${LIMIT_MS / 1000} s and was ended.${quoted}`;
  }
}

interface Made {
  commit: string;
  tree: string;
  parent: string;
}

/** The commits from `head` to HEAD, newest first. */
async function commitsSince(top: string, head: string): Promise<Made[]> {
  const how = ['--first-parent', `--max-count=${NEWEST}`, '--format=%H %T %P'];
  const listed = await git(['rev-list', ...how, `${head}..HEAD`], { cwd: top });
  return listed.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('commit '))
    .map((line) => {
      const [commit = '', tree = '', parent = ''] = line.split(' ');
      return { commit, tree, parent };
    });
}

/**
 * Commits `index` on `head`, with the user's hooks, identity and signing, without a terminal, within two minutes.
 * Neither the user's index nor the working tree is touched, other than by the user's hooks.
 */
export async function gitCommit(
  { top }: Repository,
  head: string,
  index: string,
  message: string,
  signal: AbortSignal,
): Promise<Result<GitCommitEnd>> {
  const end = await runProgram({
    program: 'git',
    // What runs on behind a commit would be ended with it.
    args: ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', 'commit', '--quiet', '-F', '-'],
    cwd: top,
    env: {
      ...gitEnvironment(process.env),
      GIT_INDEX_FILE: index,
      // The hooks are the user's, so their language is too. Empty is as not set.
      LC_ALL: process.env.LC_ALL ?? '',
    },
    input: message,
    limits: { timeoutMs: LIMIT_MS, stallMs: LIMIT_MS },
    signal,
    onLine: () => undefined,
  });
  const wentWell = end.kind === 'exited' && end.code === 0;
  // A commit may be there although git did not end well: a hook that runs after it may hang.
  const tree = await treeOf(top, index);
  if (!tree.ok) return tree;
  const since = await commitsSince(top, head);
  // The oldest with its content: a hook may have put an empty one on top.
  const made = since.findLast((each) => each.tree === tree.value) ?? (wentWell ? since[0] : undefined);
  if (made === undefined) return ok({ kind: 'refused', said: said(end) });
  if (made.parent === head) return ok({ kind: 'committed', commit: made.commit });

  // git took its parent later than we took our content: on top of that commit, ours takes back what it changed.
  const undone = await git(['update-ref', '-m', 'specwave: overtaken', 'HEAD', made.parent, made.commit], {
    cwd: top,
  });
  return undone.code === 0
    ? ok({ kind: 'overtaken' })
    : fail(gitProblem(`Taking back the commit ${made.commit}, which another one came before,`, undone));
}
