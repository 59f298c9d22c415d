import type { ExecutorContext } from '@nx/devkit';
import { finishSpec } from '../../run/finishSpec';
import { onRun } from '../context';

/** `specwave:implement` */
export default function implement(_options: object, context: ExecutorContext): Promise<{ success: boolean }> {
  return onRun(context, finishSpec, 'end');
}
