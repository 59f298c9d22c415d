import { isLooking } from '../kindOfWork';
import type { Check } from './check';
import { isProse } from './kinds';
import { asksForWords, namesFile } from './words';

/** Asks for a program to do something. */
const FOR_CODE =
  /\b(?:implement\w*|refactor\w*|optimi[sz]\w+|wire|register|integrate|handle|validate|support|build|cache|secure|harden|expose|parse|render|persist|store|connect|enable|endpoint|api|function|class|component|service|handler|middleware|hook|method|model|migration|schema|module|cli|command|unit|integration|tests?)\b/i;
const ON_PROSE =
  /\b(?:links?|badges?|examples?|guides?|tutorials?|articles?|posts?|pages?|plan|design|proposal|rfc|adr|report|research|write-?up|runbook|spec(?:ification)?|markdown|md|text|release|version|sponsors?|contribut\w+|policy|instructions?|faq|table|list|diagram|content|copy|references?|summary|outline)\b/i;

/** The task asks for code, and only prose was changed. */
export const proseOnly: Check = {
  name: 'prose-only',
  find: ({ task, changed }) => {
    const [first] = changed;
    if (!first || !changed.every(({ path }) => isProse(path))) return [];
    if (!FOR_CODE.test(task.title) || ON_PROSE.test(task.title) || asksForWords(task) || isLooking(task))
      return [];
    if (
      changed.some(
        ({ path, before }) =>
          namesFile(task, path) || (before !== null && !/^\W*implement/i.test(task.title)),
      )
    )
      return [];
    return [
      {
        message: `Only prose was changed (\`${first.path}\`), where the task asks for code.`,
        next: 'Look whether it was done at all.',
        path: first.path,
        line: null,
      },
    ];
  },
};
