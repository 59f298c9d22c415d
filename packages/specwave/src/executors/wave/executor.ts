import type { ExecutorContext } from '@nx/devkit';
import { closeWave } from '../../run/closeWave';
import { onRun } from '../context';

/** `specwave:wave`: the wave is the one that the target `wave-N` is named after. */
export default function wave(_options: object, context: ExecutorContext): Promise<{ success: boolean }> {
  const index = Number(/\d+$/.exec(context.targetName ?? '')?.[0]);
  return onRun(context, (run) => closeWave(run, index));
}
