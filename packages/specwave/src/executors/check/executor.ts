import type { ExecutorContext } from '@nx/devkit';
import { checkSpec } from '../../answers/checkSpec';
import { onSpec } from '../context';

interface Options {
  verbose?: boolean;
}

/** `specwave:check` */
export default function check(
  { verbose = false }: Options,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return onSpec(context, (run) => checkSpec(run, verbose));
}
