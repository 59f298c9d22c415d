/** How files stand that were not changed, and where went what is gone: for the checks of paths. Pure. */
import { blankFile } from './checks/blankFile';
import type { Check, Work } from './checks/check';
import { missingSymbol } from './checks/missingSymbol';
import { placeholder } from './checks/placeholder';
import { stub } from './checks/stub';
import { namedSymbols } from './checks/symbols';
import { viewOf } from './checks/view';

const WHOLE: readonly Check[] = [blankFile, missingSymbol, stub, placeholder];

/** How many symbols the task names, and whether its files have them as they stand, and no stub. */
export function isWhole(work: Work): { named: number; isWhole: boolean } {
  return {
    named: namedSymbols(work.task).length,
    isWhole: WHOLE.every(({ find }) => find(work).length === 0),
  };
}

/** Too short to tell that it is the same. */
const SHORTEST = 8;

/** Whether what a file held that is gone is in a file that was made, or in new lines of one that was changed. */
export function wentInto({ changed }: Work, path: string): boolean {
  const gone = changed.find((each) => each.path === path);
  const lines = new Set((gone?.before ?? '').split('\n').map((line) => line.trim()));
  return changed.some((other) => {
    if (other.path === path || other.after === null) return false;
    if (other.before === null) return true;
    return (
      !other.isBinary &&
      viewOf(other).added.some(({ text }) => text.trim().length >= SHORTEST && lines.has(text.trim()))
    );
  });
}
