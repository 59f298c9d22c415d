/**
 * What has to be in the tree before an agent starts. Where Nx took a task from its cache, its executor did not run; and
 * on another machine (distributed execution) not even the gate before has landed it here.
 */
import { openPredecessors } from '../plan/openPredecessors';
import type { Spec } from '../workspace/readSpec';

/** Ids of the open tasks of earlier waves, and of those of its own wave that come before it. */
export function tasksBefore({ plan }: Spec, taskId: string): string[] {
  const isOpen = (id: string): boolean => plan.tasks.get(id)?.task.state !== 'done';
  const after = (id: string): readonly string[] => plan.tasks.get(id)?.after ?? [];
  const earlier = plan.waves
    .slice(0, plan.tasks.get(taskId)?.wave ?? 0)
    .flatMap((wave) => wave.tasks.map(({ task }) => task.id));
  return [...earlier.filter(isOpen), ...openPredecessors(after, isOpen, taskId)];
}
