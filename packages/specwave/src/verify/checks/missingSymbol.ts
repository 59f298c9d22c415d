import { isProgram } from '../code/code';
import type { Check, Found, Work } from './check';
import { isTestPath } from './kinds';
import { namedSymbols, saysName } from './symbols';
import { declaredFiles, textsLeft, viewOf } from './view';

/** What the task names as a function or type of its own is in none of the declared code files. */
export const missingSymbol: Check = {
  name: 'missing-symbol',
  find: (work) => namedSymbols(work.task).flatMap((name) => missing(work, name)),
};

function missing(work: Work, name: string): Found[] {
  const declared = declaredFiles(work).filter(({ path }) => isProgram(path));
  if (declared.some(({ code, text }) => (code ? saysName(code, name) : text.includes(name)))) return [];
  const elsewhere = textsLeft(work).find((each) => {
    const { after } = viewOf(each);
    return after !== null && saysName(after, name);
  });
  const [first] = declared;
  if (!first) {
    // Without a declared file it may have been there before, anywhere: only a result with code is asked.
    const code = textsLeft(work).filter(({ path }) => isProgram(path));
    if (elsewhere || code.length === 0) return [];
    return [
      {
        message: `The task names \`${name}\`, which no changed file has.`,
        next: `Write \`${name}\`, or say where it is.`,
        path: null,
        line: null,
        atMost: 'flag',
      },
    ];
  }
  const files = declared.map(({ path }) => `\`${path}\``).join(', ');
  const softly = elsewhere !== undefined || declared.every(({ path }) => isTestPath(path));
  return [
    {
      message: `The task names \`${name}\`, which is not in ${files}${elsewhere ? `, but in \`${elsewhere.path}\`` : ''}.`,
      next: `Write \`${name}\` in ${files}. A comment is not enough.`,
      path: first.path,
      line: null,
      ...(softly ? { atMost: 'flag' as const } : {}),
    },
  ];
}
