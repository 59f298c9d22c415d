import type { ExecutorContext } from '@nx/devkit';
import { beginSpec } from '../../run/beginSpec';
import { dependenciesOf, onSpec } from '../context';

/** `specwave:begin` */
export default function begin(_options: object, context: ExecutorContext): Promise<{ success: boolean }> {
  return onSpec(context, (run) => beginSpec(run, dependenciesOf(context, run.specs)));
}
