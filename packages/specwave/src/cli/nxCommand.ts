/** From chosen specs and hints to the words for Nx. Pure. */
import { hintVariable, type RunHints } from '../plan/hints';
import type { ChosenSpec } from '../answers/selectSpecs';

/** The bounds of `in parallel`. Fewer than Nx's own default would slow down what was to be hastened. */
const FEWEST = 3;
const MOST = 16;

export interface NxCommand {
  /** Behind `nx`. */
  args: string[];
  /** The value of `SPECWAVE_HINT`; null where the hints ask for nothing that it could say. */
  hint: string | null;
}

function parallelArgs({ strategy }: RunHints, specs: readonly ChosenSpec[]): string[] {
  switch (strategy) {
    case 'default':
      return [];
    case 'sequential':
      return ['--parallel=1'];
    case 'parallel-agents': {
      const widest = Math.max(0, ...specs.map(({ width }) => width));
      return [`--parallel=${Math.min(MOST, Math.max(FEWEST, widest))}`];
    }
  }
}

/** `specs`: those that are to do. `nxArgs`: the user's own, which go before what hints ask for. */
export function nxCommandOf(
  target: string,
  specs: readonly ChosenSpec[],
  hints: RunHints,
  nxArgs: readonly string[],
): NxCommand {
  const hasParallel = nxArgs.some((arg) => /^--(?:no-)?parallel(?:=|$)/.test(arg));
  const projects = specs.map(({ spec }) => spec.name).join(',');
  const parallel = hasParallel ? [] : parallelArgs(hints, specs);
  return {
    args: ['run-many', '-t', target, '-p', projects, ...parallel, ...nxArgs],
    hint: hintVariable(hints),
  };
}
