/** What only Specwave may write (design, section 1, rule 1). */
import { TASK_LISTS } from '../../identity/folders';
import type { RunContext } from '../../workspace/context';

/** Paths relative to the workspace root: the ledger, the status files, and the task lists of all specs. */
export function reservedFiles(context: Pick<RunContext, 'specs'>): string[] {
  const lists = context.specs.flatMap(({ path }) => TASK_LISTS.map((name) => `${path}/${name}`));
  return ['.claude/execution/execution.json', '.claude/project.json', 'features.json', ...lists];
}
