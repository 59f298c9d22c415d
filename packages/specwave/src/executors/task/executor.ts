import type { ExecutorContext } from '@nx/devkit';
import { implementTask } from '../../run/implementTask';
import { onRun } from '../context';

/** `specwave:task`: the task is the one that the target is named after. */
export default function task(_options: object, context: ExecutorContext): Promise<{ success: boolean }> {
  return onRun(context, (run) => implementTask(run, context.targetName ?? ''));
}
