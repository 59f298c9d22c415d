import { essenceOf } from '../code/code';
import { addedLines } from '../code/lines';
import type { Check, ChangedContent } from './check';
import { isGenerated, isProse } from './kinds';
import { viewOf } from './view';
import { asksForEmpty, asksForLooks, asksForStub, asksForWords, namesFile } from './words';

/** A comment that a program reads. */
const READ_BY_PROGRAMS =
  /(?:\/\/|#|\/\*+|--|;|<!--|^\s*\*)\s*(?:[@!+]|(?:eslint|tslint|oxlint|biome|prettier|stylelint|jshint|istanbul|c8|v8|webpack|vite|go:|nolint|noqa|type:|pylint|mypy|pyright|ruff|fmt:|isort|black|bandit|nosec|frozen|rubocop|encoding|coding|migrate|phpcs|phpstan|psalm|swift|swiftlint|sourcery|mark:|region|endregion|language|language=|syntax|global|shellcheck|yaml-language-server|vim|clang|cspell|codespell|spellchecker|coverage|pragma|NOLINT|NOSONAR|TypeScript)\b)|^#!/im;

/** All changed code is as it was, but for comments and white space. */
export const commentsOnly: Check = {
  name: 'comments-only',
  find: ({ task, changed }) => {
    const code = changed.filter(({ path }) => !isProse(path) && !isGenerated(path));
    const [first] = code;
    if (!first || asksForWords(task) || asksForLooks(task) || asksForEmpty(task) || asksForStub(task))
      return [];
    if (!code.every(isCommentsOnly)) return [];
    // Where no file is declared, what was said may be what was to be changed.
    const isSure =
      code.some(({ path, before }) => before === null || namesFile(task, path)) ||
      !code.some(rewordsComments);
    return [
      {
        message: `Nothing but comments and white space was changed (\`${first.path}\`${code.length > 1 ? ` and ${code.length - 1} more` : ''}).`,
        next: 'Write the code that the task asks for.',
        path: first.path,
        line: null,
        ...(isSure ? {} : { atMost: 'flag' as const }),
      },
    ];
  },
};

function isCommentsOnly(changed: ChangedContent): boolean {
  const { before, after } = viewOf(changed);
  if (after === null || changed.after?.trim() === '' || saysToPrograms(changed)) return false;
  // Settings may be there to be filled in.
  if (changed.before === null)
    return essenceOf(after) === '' && !/(?:^|\/|\.)(?:env|ini|cfg|conf|properties)$/.test(changed.path);
  return before !== null && changed.before !== changed.after && essenceOf(before) === essenceOf(after);
}

function saysToPrograms({ before, after }: ChangedContent): boolean {
  const [was, is] = [before ?? '', after ?? ''];
  return [...addedLines(was, is), ...addedLines(is, was)].some(({ text }) => READ_BY_PROGRAMS.test(text));
}

/** A remark that was there says something else now. */
function rewordsComments({ before, after }: ChangedContent): boolean {
  return addedLines(after ?? '', before ?? '').length > 0;
}
