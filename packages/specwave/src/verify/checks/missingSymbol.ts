import { isProgram } from '../code/code';
import type { Check, Found, Work } from './check';
import { isTestPath } from './kinds';
import { namedSymbols, saysName } from './symbols';
import { type DeclaredFile, declaredFiles, textsLeft, viewOf } from './view';
import { asksToMake } from './words';

/** What the task names as a function or type of its own is in none of the declared code files. */
export const missingSymbol: Check = {
  name: 'missing-symbol',
  find: (work) => namedSymbols(work.task).flatMap((name) => missing(work, name)),
};

function missing(work: Work, name: string): Found[] {
  const declared = declaredFiles(work).filter(({ path }) => isProgram(path));
  if (declared.some((each) => hasName(each, name))) return [];
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
  // What was there before may be called otherwise, or be elsewhere.
  const softly =
    elsewhere !== undefined || !asksToMake(work.task) || declared.every(({ path }) => isTestPath(path));
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

/** A component without a name of its own is called as its file is. */
function hasName({ path, text, code, changed }: DeclaredFile, name: string): boolean {
  if (code ? saysName(code, name) : text.includes(name)) return true;
  const isNameless = /\.(?:vue|svelte|astro)$/.test(path) || changed === null || changed.before !== null;
  return isNameless && path.split(/[/.]/).some((part) => spell(part) === spell(name));
}

function spell(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
