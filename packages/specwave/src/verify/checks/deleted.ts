import { takesAway } from '../kindOfWork';
import type { Check } from './check';
import { isGenerated } from './kinds';
import { hasMoved } from './testSubjects';
import { asksForLooks, namesFile, takesBack } from './words';

/** Files of the base that are gone, unasked, and went nowhere. */
export const deleted: Check = {
  name: 'deleted',
  find: (work) => {
    if (takesAway(work.task) || takesBack(work.task) || asksForLooks(work.task)) return [];
    const gone = work.changed.filter(
      (each) =>
        each.before !== null &&
        each.after === null &&
        !isGenerated(each.path) &&
        !namesFile(work.task, each.path) &&
        !hasMoved(work, each),
    );
    const [first] = gone;
    if (!first) return [];
    return [
      {
        message: `\`${first.path}\`${gone.length > 1 ? ` and ${gone.length - 1} more` : ''} of which the task does not speak ${gone.length > 1 ? 'are' : 'is'} gone.`,
        next: 'Look whether nothing needs what was deleted.',
        path: first.path,
        line: null,
      },
    ];
  },
};
