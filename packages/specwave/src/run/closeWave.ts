/** `wave`: closes a wave. While agents share the working tree there is nothing to land: it proves that the wave is done. */
import type { RunContext } from './context';
import { openSpec, progressOf } from './openSpec';

/** Resolves with whether all tasks of the wave (counted from 0) are done. */
export async function closeWave(context: RunContext, index: number): Promise<boolean> {
  const { spec, report } = context;
  const opened = openSpec(context);
  if (!opened.ok) {
    for (const problem of opened.problems) report({ type: 'problem', problem });
    return false;
  }
  const { list, plan, identity } = opened.value;
  const wave = plan.waves[index];
  if (!wave) {
    report({
      type: 'problem',
      problem: {
        code: 'unknown-wave',
        severity: 'error',
        message: `${spec.name} has no wave ${index}: it has ${plan.waves.length}, counted from 0.`,
        file: identity.taskFile,
        next: 'Run again: the task list has changed since Nx read it.',
      },
    });
    return false;
  }
  const open = wave.tasks.filter(({ task }) => task.state !== 'done');
  for (const { task } of open) {
    report({
      type: 'problem',
      problem: {
        code: 'task-open',
        severity: 'error',
        message: `Wave ${index} cannot be closed: task ${task.id} is not done.`,
        file: identity.taskFile,
        at: task.at,
        next: `Run: npx nx implement ${spec.name}`,
      },
    });
  }
  if (open.length > 0) return false;
  const progress = progressOf(list);
  report({
    type: 'wave-closed',
    spec: spec.name,
    wave: index,
    waves: plan.waves.length,
    title: wave.title,
    done: wave.tasks.length,
    total: wave.tasks.length,
    specDone: progress.completed,
    specTotal: progress.total,
  });
  return true;
}
