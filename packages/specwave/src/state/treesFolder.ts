/**
 * Where agents' trees stand: in a cache folder of the user's, outside of every workspace. Below the workspace, test runners
 * would ignore them by path or run their tests from the root, and tools that look upwards would find the main tree's settings.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { namesIn, textOf } from './onDisk';

/** Says in which folder trees stand, instead of the user's cache folder. */
export const TREES_VARIABLE = 'SPECWAVE_TREES';

/** Tells which workspace a folder of trees is of. */
const NOTE = 'workspace.json';
const noteSchema = z.object({ workspace: z.string() });

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder for the trees of all workspaces, absolute; null where the system names no place for it. */
export function treesRoot(environment: Environment, platform: NodeJS.Platform): string | null {
  const { [TREES_VARIABLE]: chosen, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  // A relative path would be another folder for each folder that a command is typed in.
  for (const [path, own] of [
    [chosen, ''],
    [platform === 'win32' ? local : xdg, 'specwave'],
  ] as const)
    if (path !== undefined && isAbsolute(path)) return join(path, own);
  const home = homeOf();
  if (home === null) return null;
  return join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'specwave');
}

function homeOf(): string | null {
  try {
    return isAbsolute(homedir()) ? homedir() : null;
  } catch {
    // A user without an entry in the system's list, and without $HOME.
    return null;
  }
}

/** A path as people write it: it may stand in a ledger that others read. */
export function forPeople(path: string): string {
  const home = homeOf();
  const isBelow = home !== null && process.platform !== 'win32' && path.startsWith(`${home}${sep}`);
  return isBelow ? `~${path.slice(home.length)}` : path;
}

/** What a workspace's folder is called: for people by its name, and unique by where it is. */
function nameOf(workspace: string): string {
  const readable = basename(workspace)
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(workspace).digest('hex').slice(0, 12);
  return readable === '' ? hash : `${readable}-${hash}`;
}

/**
 * Makes the folder for this workspace's trees, and gives its real absolute path. `top`: of its repository, absolute.
 * Problem: `trees-unusable`, where it cannot be made or would lie in the repository.
 */
export function treesFolder(workspaceRoot: string, top: string): Result<string> {
  const root = treesRoot(process.env, process.platform);
  if (root === null) return fail(unusable('~/.cache', 'this user has no home folder'));
  try {
    const workspace = realpathSync(workspaceRoot);
    const folder = join(root, nameOf(workspace));
    if (isWithin(realpathSync(top), nearest(root)))
      return fail(unusable(root, 'it lies in the repository, whose tools would find the trees'));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (workspaceOf(folder) !== workspace)
      writeFileSync(join(folder, NOTE), `${JSON.stringify({ workspace }, null, 2)}\n`);
    return ok(realpathSync(folder));
  } catch (error) {
    return fail(unusable(root, `it cannot be made or written (${errorCode(error)})`));
  }
}

/** A folder of trees, and the workspace that it is of, as it was called (both absolute). */
export interface TreesOf {
  folder: string;
  workspace: string;
}

/** The folders of trees of all workspaces of this user. */
export function allTreesFolders(): TreesOf[] {
  const root = treesRoot(process.env, process.platform);
  if (root === null) return [];
  return namesIn(root).flatMap((name) => {
    const folder = join(root, name);
    const workspace = workspaceOf(folder);
    // Nothing is taken for ours that is not called as we would call it.
    return workspace !== null && nameOf(workspace) === name ? [{ folder, workspace }] : [];
  });
}

function workspaceOf(folder: string): string | null {
  try {
    return noteSchema.parse(JSON.parse(textOf(join(folder, NOTE)) ?? '')).workspace;
  } catch {
    return null;
  }
}

/** Where a path really leads, as far as it is there. */
function nearest(path: string): string {
  for (let end = path; ; end = join(end, '..'))
    if (statSync(end, { throwIfNoEntry: false }) || end === join(end, '..'))
      return join(realpathSync(end), relative(end, path));
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function unusable(file: string, why: string): Problem {
  return {
    code: 'trees-unusable',
    severity: 'error',
    message: `Agents' trees cannot stand in ${file}: ${why}.`,
    file,
    next: `Set ${TREES_VARIABLE} to a folder outside of the repository that can be written, or \`isolation: none\` in specwave.yaml.`,
  };
}
