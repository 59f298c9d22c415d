/** The last part of `begin`: fixes the first base, and says what of the repository agents will not see. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../config/problem';
import { listLeases } from '../state/lease';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import { submodulesOf } from '../worktree/git/repository';
import { skippedFiles } from '../worktree/git/sparse';
import { missingInTrees } from './missingInTrees';
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

/** Tasks that declare files which a sparse checkout keeps off the disk: their results would not land. */
function tasksOutside({ plan, identity }: Spec, outside: readonly string[]): Problem[] {
  const paths = new Set(outside);
  return [...plan.tasks.values()].flatMap(({ task }): Problem[] => {
    const file = task.state === 'done' ? undefined : task.files.find((each) => paths.has(each));
    if (file === undefined) return [];
    return [
      {
        code: 'task-outside-sparse-checkout',
        severity: 'error',
        message: `Task ${task.id} declares ${file}, which lies outside of this sparse checkout: a change to it could not land here.`,
        file: identity.taskFile,
        at: task.at,
        next: `Run: git sparse-checkout add ${dirname(file)}`,
      },
    ];
  });
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
  const skipped = (await skippedFiles(repository)).flatMap(below);
  const outside = skipped.filter((path) => !existsSync(join(context.workspaceRoot, path)));
  for (const notice of missingInTrees(context.workspaceRoot, repository, current.config, { others, outside }))
    report({ type: 'notice', ...notice });
  return [...tasksInside(current, others), ...tasksOutside(current, outside)];
}
