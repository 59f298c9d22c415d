/** What an agent may write and a patch cannot carry: files inside submodules, and files that Git LFS keeps. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asInput, git, type GitOptions, partsOf } from './git/git';

type Place = Pick<GitOptions, 'tree'> & { cwd: string };

/** Submodules (paths from the top) in whose folder something was written that their own repository does not have. */
export async function changedSubmodules(at: Place, base: string): Promise<string[]> {
  // Without this file git itself takes nothing for a submodule; most repositories have none and are done here.
  if (!existsSync(join(at.cwd, '.gitmodules'))) return [];
  const listed = await git(['ls-tree', '-r', '-d', '-z', '--full-tree', base], at);
  const changed: string[] = [];
  for (const entry of partsOf(listed.stdout)) {
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (entry.startsWith('160000 ') && (await isChanged(join(at.cwd, path)))) changed.push(path);
  }
  return changed;
}

async function isChanged(folder: string): Promise<boolean> {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Deleted, or a file now: the comparison with the base tells that.
  }
  if (names.length === 0) return false;
  // Checked out by the agent, perhaps only to build.
  if (!names.includes('.git')) return true;
  const status = await git(['status', '--porcelain', '--untracked-files=all'], { cwd: folder });
  return status.code !== 0 || status.stdout.length > 0;
}

/** Those of `paths` (from the top) that Git LFS keeps: an agent's tree has pointers only, and landing writes no more. */
export async function keptInLfs(at: Place, paths: readonly string[]): Promise<string[]> {
  if (!paths.some((path) => hasAttributes(at.cwd, path))) return [];
  const asked = await git(['check-attr', '-z', '--stdin', 'filter'], { ...at, input: asInput(paths) });
  const parts = partsOf(asked.stdout);
  return paths.filter((path, nth) => parts[nth * 3] === path && parts[nth * 3 + 2] === 'lfs');
}

/** Whether there is a file that could say so; most repositories have none. */
function hasAttributes(top: string, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return [top, ...folders.map((_, depth) => join(top, ...folders.slice(0, depth + 1)))].some((folder) =>
    existsSync(join(folder, '.gitattributes')),
  );
}
