/** How a spec's task list is read: what the spec itself says goes before the workspace's settings. */
import { isError, type Problem } from '../config/problem';
import { readFrontMatter } from '../identity/frontMatter';
import type { ReadingRules } from '../tasklist/model';

interface SpecTexts {
  /** The task list. */
  tasks: string;
  taskFile: string;
  /** `spec.md` beside it; null where there is none. */
  spec: string | null;
}

/**
 * The rules for one list. The front matter of the list goes before that of `spec.md`. `problems`: what is wrong with
 * these rules in the list's own front matter, whose other keys are not ours; who identifies the spec reports those of
 * `spec.md`.
 */
export function readingRules(
  { order, stories, optional }: ReadingRules,
  { tasks, taskFile, spec }: SpecTexts,
): { rules: ReadingRules; problems: Problem[] } {
  const own = readFrontMatter(tasks, taskFile);
  const ofSpec = readFrontMatter(spec ?? '', taskFile);
  return {
    rules: { order, stories, optional, ...ofSpec.reading, ...own.reading },
    problems: own.problems.filter((problem) => !isError(problem)),
  };
}
