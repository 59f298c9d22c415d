/** The lines of `specwave redo`. Pure. */
import type { RedoEvent } from './events';
import { clip, count, plain } from './format';

function why({ because, wasDone }: RedoEvent['tasks'][number]): string {
  const reasons = [
    ...(because === null ? [] : [`builds on ${because}`]),
    ...(wasDone ? [] : ['was not done: runs anyway, but nothing from before is reused']),
  ];
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}

/** What is to be done again and why, what becomes of the old work, and the command that does it. */
export function redoLines(event: RedoEvent): string[] {
  const { spec, title, dryRun, tasks, alsoOpen, aside } = event;
  const verb = dryRun ? 'would be' : `${tasks.length === 1 ? 'is' : 'are'} to be`;
  return [
    `${spec}: ${clip(title, 80)} — ${count(tasks.length, 'task')} ${verb} done again`,
    ...tasks.map((task) => `  wave ${task.wave}  ${task.id} ${clip(task.title, 80)}${why(task)}`),
    ...(alsoOpen === 0
      ? []
      : [`  ${count(alsoOpen, 'other task')} of ${spec} ${alsoOpen === 1 ? 'is' : 'are'} open too.`]),
    '  The work in the tree stays as it is: the agents change it anew.',
    ...(aside === null ? [] : [`  The old results are kept in ${plain(aside)}.`]),
    dryRun ? '  Nothing was changed (--dry-run).' : `  next: npx specwave ${spec}`,
  ];
}
