/** What of the workspace agents' trees do not have: said once, before an agent is paid. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema';
import type { Repository } from '../worktree/git/repository';

interface Notice {
  message: string;
  next: string | null;
}

/** `others`: repositories inside this one; `outside`: tracked files that are not on the disk. Relative to the workspace. */
export function missingInTrees(
  workspaceRoot: string,
  { top }: Repository,
  { setup }: Pick<Config, 'setup'>,
  { others, outside }: { others: readonly string[]; outside: readonly string[] },
): Notice[] {
  const notices: Notice[] = [];
  if (others.length > 0)
    notices.push({
      message: `Agents' trees do not have the files of ${others.join(', ')}: repositories of their own (submodules, or clones inside this one).`,
      next: null,
    });
  if (usesLargeFiles(top))
    notices.push({
      message: "Files kept by Git LFS are pointers in agents' trees: nothing is downloaded for them.",
      next: 'If agents need the contents, add `git lfs pull` to `setup` in specwave.yaml.',
    });
  if (usesPlugAndPlay(workspaceRoot) && !setup.some((command) => /\byarn\b/.test(command)))
    notices.push({
      message:
        "Yarn's Plug'n'Play finds packages by a file of the main tree: agents' trees would load the main tree's packages, or none.",
      next: 'Add `setup: [yarn install]` to specwave.yaml.',
    });
  if (outside.length > 0)
    notices.push({
      message: `This checkout is sparse: ${outside.length} tracked files are not on the disk, and what agents change in them does not land.`,
      next: 'If tasks are about them, run `git sparse-checkout add <folder>` first.',
    });
  return notices;
}

function usesLargeFiles(top: string): boolean {
  try {
    return /filter=lfs/.test(readFileSync(join(top, '.gitattributes'), 'utf8'));
  } catch {
    return false;
  }
}

function usesPlugAndPlay(workspaceRoot: string): boolean {
  return ['.pnp.cjs', '.pnp.js'].some((name) => existsSync(join(workspaceRoot, name)));
}
