import type { Check } from './check';
import { holdsTests } from './kinds';
import { textsLeft, viewOf } from './view';
import { addedLines } from '../code/lines';

const ASSERTS =
  /\b(?:assert\w*|expect|should|verify|refute\w*|XCTAssert\w*|EXPECT_\w+|ASSERT_\w+|want|expected)\b/i;

/** In tests that were there, the value that is expected is another one. */
export const changedExpectations: Check = {
  name: 'changed-expectations',
  find: (work) =>
    textsLeft(work).flatMap((changed) => {
      const { path, before, after } = changed;
      if (before === null || !holdsTests(path)) return [];
      const gone = new Set(
        addedLines(after, before)
          .filter(({ text }) => ASSERTS.test(text))
          .map(({ text }) => withoutValues(text)),
      );
      const place = viewOf(changed).added.find(
        ({ text }) => ASSERTS.test(text) && gone.has(withoutValues(text)),
      );
      if (!place) return [];
      return [
        {
          message: `\`${path}\` expects another value than before.`,
          next: 'Look whether the new one is right.',
          path,
          line: place.number,
        },
      ];
    }),
};

function withoutValues(line: string): string {
  return line
    .trim()
    .replace(
      /"[^"]*"|'[^']*'|`[^`]*`|\b\d[\w.]*\b|\b(?:true|false|null|nil|None|True|False|undefined)\b/g,
      '_',
    );
}
