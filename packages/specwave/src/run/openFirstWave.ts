/** The last part of `begin`: fixes the first base, and says what of the repository agents will not see. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../config/problem';
import { listLeases } from '../state/lease';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import { submodulesOf } from '../worktree/repository';
import { fixBase, fixedBase } from './trees/base';
import { discardKept } from './trees/cleanUp';
import type { Isolation } from './trees/isolation';

/** Tasks that declare files in a repository inside the repository: their results could not be taken over. */
function tasksInside({ plan, identity }: Spec, folders: readonly string[]): Problem[] {
  return [...plan.tasks.values()].flatMap(({ task }): Problem[] => {
    const folder = folders.find((each) => task.files.some((file) => file.startsWith(each)));
    if (folder === undefined || task.state === 'done') return [];
    return [
      {
        code: 'task-in-other-repository',
        severity: 'error',
        message: `Task ${task.id} declares files in ${folder}, which is a repository of its own: agents' trees do not have its files, and changes to them could not be taken over.`,
        file: identity.taskFile,
        at: task.at,
        next: 'Have the task done in that repository, or set `isolation: none` in specwave.yaml.',
      },
    ];
  });
}

function usesLargeFiles(top: string): boolean {
  try {
    return /filter=lfs/.test(readFileSync(join(top, '.gitattributes'), 'utf8'));
  } catch {
    return false;
  }
}

/** Problems, errors among them where the spec cannot be worked on. */
export async function openFirstWave(
  context: RunContext,
  isolation: Isolation,
  current: Spec,
): Promise<Problem[]> {
  const { report } = context;
  if (isolation.kind === 'none') {
    report({
      type: 'notice',
      message: `Agents share the working tree, nothing is cached and nothing is committed: ${isolation.why}.`,
      next: null,
    });
    return [];
  }
  const { repository } = isolation;
  await discardKept(context, isolation, current);
  // While another run works on the wave, its base stays: tasks of one wave do not see each other.
  const isUnderWay = listLeases(context.workspaceRoot).some(
    ({ spec, dead }) => spec === context.spec.name && !dead,
  );
  if (isUnderWay && fixedBase(isolation, context.spec.name) !== null) return [];
  const base = await fixBase(context, isolation, current);
  if (!base.ok) return base.problems;

  const below = (path: string): string[] =>
    path.startsWith(repository.prefix) ? [path.slice(repository.prefix.length)] : [];
  const others = [...base.value.nested, ...(await submodulesOf(repository))].flatMap(below);
  if (others.length > 0)
    report({
      type: 'notice',
      message: `Agents' trees do not have the files of ${others.join(', ')}: repositories of their own (submodules, or clones inside this one).`,
      next: null,
    });
  if (usesLargeFiles(repository.top))
    report({
      type: 'notice',
      message: "Files kept by Git LFS are pointers in agents' trees: nothing is downloaded for them.",
      next: 'If agents need the contents, add `git lfs pull` to `setup` in specwave.yaml.',
    });
  return tasksInside(current, others);
}
