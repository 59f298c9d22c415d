/** What git's history knows of a file that is not there, or of a name that is not in it. Reads only. */
import { git } from './git';

export interface Gone {
  /** Abbreviated, as people read it. */
  commit: string;
  /** Where that commit put it; null where it took it away. */
  movedTo: string | null;
}

/** The commit that took a file (or all of a folder) away last; null where it never was, or where there is no history. */
export async function goneSince(workspaceRoot: string, path: string): Promise<Gone | null> {
  const at = { cwd: workspaceRoot };
  const commit = await firstLine(
    ['log', '-1', '--no-renames', '--diff-filter=D', '--format=%h', '--', `:(literal)${path}`],
    workspaceRoot,
  );
  if (commit === null) return null;
  const renames = await git(
    ['show', '--format=', '-z', '-M', '--diff-filter=R', '--name-status', '--relative', commit, '--'],
    at,
  );
  const parts = renames.stdout.toString('utf8').split('\0');
  const index = parts.findIndex((part, place) => place % 3 === 1 && part === path);
  return { commit, movedTo: index < 0 ? null : (parts[index + 1] ?? null) };
}

/** The last commit that changed how often a file says a name: it took it away, where the file does not say it now. */
export function unsaidSince(workspaceRoot: string, path: string, name: string): Promise<string | null> {
  return firstLine(['log', '-1', '--format=%h', `-S${name}`, '--', `:(literal)${path}`], workspaceRoot);
}

/** Tracked and untracked files that git does not ignore, relative to the workspace; null where there is no repository. */
export async function filesHere(workspaceRoot: string): Promise<string[] | null> {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
  });
  return listed.code === 0
    ? listed.stdout
        .toString('utf8')
        .split('\0')
        .filter((path) => path !== '')
    : null;
}

/** Whether git ignores it: what a program makes, or what is kept apart, is not everywhere. */
export async function isIgnored(workspaceRoot: string, path: string): Promise<boolean> {
  return (await git(['check-ignore', '-q', '--', path], { cwd: workspaceRoot })).code === 0;
}

async function firstLine(args: readonly string[], cwd: string): Promise<string | null> {
  const { code, stdout } = await git(args, { cwd });
  const line = stdout.toString('utf8').split('\n')[0]?.trim() ?? '';
  return code === 0 && line !== '' ? line : null;
}
