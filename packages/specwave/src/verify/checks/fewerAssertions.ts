import { assertionsIn } from './assertions';
import type { Check } from './check';
import { holdsTests } from './kinds';
import { textsLeft, viewOf } from './view';

/** A test file that was there asserts less than before. */
export const fewerAssertions: Check = {
  name: 'fewer-assertions',
  find: (work) =>
    textsLeft(work).flatMap((changed) => {
      const { path } = changed;
      if (changed.before === null || !holdsTests(path)) return [];
      const { before, after } = viewOf(changed);
      if (!before || !after) return [];
      const [had, has] = [assertionsIn(before), assertionsIn(after)];
      if (has >= had) return [];
      return [
        {
          message: `\`${path}\` asserts less than before (${has} instead of ${had}).`,
          next: 'Look whether what it tested is still tested.',
          path,
          line: null,
        },
      ];
    }),
};
