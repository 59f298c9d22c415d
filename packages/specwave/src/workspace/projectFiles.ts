/** The files that Nx makes projects of, for commands that Nx does not hand them to. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, partsOf } from '../worktree/git/git';
import { PROJECT_FILES } from './otherProjects';

/** What Nx does not look into either. */
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '.git', '.nx']);

/**
 * All files below `folder` (relative to the workspace root; `.` is the root) whose name `isWanted`. Links are not
 * followed, as Nx does not.
 */
export function filesBelow(
  workspaceRoot: string,
  folder: string,
  isWanted: (name: string) => boolean,
): string[] {
  const files: string[] = [];
  const look = (path: string): void => {
    let entries;
    try {
      entries = readdirSync(join(workspaceRoot, path), { withFileTypes: true });
    } catch {
      return; // No such folder.
    }
    for (const entry of entries) {
      const inner = path === '.' ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile() && isWanted(entry.name)) files.push(inner);
      else if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) look(inner);
    }
  };
  look(folder);
  return files;
}

/** Files whose name is one of `PROJECT_FILES`, without those that git or `.nxignore` ignore: Nx does not see them. */
export async function projectFiles(workspaceRoot: string): Promise<string[]> {
  const ignored = [
    '--exclude-standard',
    ...(existsSync(join(workspaceRoot, '.nxignore')) ? ['--exclude-from=.nxignore'] : []),
  ];
  const names = PROJECT_FILES.flatMap((name) => [name, `:(glob)**/${name}`]);
  const list = (...which: string[]): ReturnType<typeof git> =>
    git(['ls-files', '-z', ...which, ...ignored, '--', ...names], { cwd: workspaceRoot });
  const [all, committedAllTheSame] = await Promise.all([list('-c', '-o'), list('-c', '-i')]);
  if (all.code !== 0 || committedAllTheSame.code !== 0)
    return filesBelow(workspaceRoot, '.', (name) => PROJECT_FILES.some((each) => each === name));
  const unseen = new Set(partsOf(committedAllTheSame.stdout));
  return partsOf(all.stdout).filter((file) => !unseen.has(file) && !/(?:^|\/)node_modules\//.test(file));
}
