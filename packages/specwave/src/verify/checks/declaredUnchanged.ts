import { isLooking, takesAway } from '../kindOfWork';
import { landedAs } from '../landedAs';
import type { Check } from './check';
import { isThere, notWired } from './notWired';

/** Of several files that the task declares, one is as it was. */
export const declaredUnchanged: Check = {
  name: 'declared-unchanged',
  find: (work) => {
    const { task, changed } = work;
    if (changed.length === 0 || isLooking(task) || takesAway(task)) return [];
    const paths = changed.map(({ path }) => path);
    const isChanged = (file: string): boolean => landedAs(file, paths) !== null;
    if (!task.files.some(isChanged)) return [];
    const refused = new Set(notWired.find(work).map(({ path }) => path));
    return task.files
      .filter((file) => !isChanged(file) && work.exists(file) && !refused.has(file) && !isThere(work, file))
      .map((file) => ({
        message: `\`${file}\`, which the task declares, is as it was.`,
        next: 'Look whether it had to be changed.',
        path: file,
        line: null,
      }));
  },
};
