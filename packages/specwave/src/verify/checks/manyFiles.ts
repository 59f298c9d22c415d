import { takesAway } from '../kindOfWork';
import type { Check } from './check';
import { isGenerated } from './kinds';
import { namesFile } from './words';

const MANY = 100;

/** More files than a person looks through, of which the task does not speak. */
export const manyFiles: Check = {
  name: 'many-files',
  find: ({ task, changed }) => {
    if (changed.length <= MANY || takesAway(task)) return [];
    const unasked = changed.filter(({ path }) => !isGenerated(path) && !namesFile(task, path));
    if (unasked.length <= MANY) return [];
    return [
      {
        message: `${unasked.length} files were changed of which the task does not speak.`,
        next: 'Look whether they belong to it.',
        path: null,
        line: null,
      },
    ];
  },
};
