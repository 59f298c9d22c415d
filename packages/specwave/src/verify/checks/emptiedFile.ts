import type { Check } from './check';
import { isGenerated } from './kinds';
import { textsLeft } from './view';
import { asksForEmpty, namesFile } from './words';

/** A file that had something in it has nothing any more, and the task does not speak of it. */
export const emptiedFile: Check = {
  name: 'emptied-file',
  find: (work) => {
    if (asksForEmpty(work.task)) return [];
    return textsLeft(work)
      .filter(({ path, before, after }) => {
        const isEmptied = before !== null && before.trim() !== '' && after.trim() === '';
        return (
          isEmptied &&
          !namesFile(work.task, path) &&
          !isGenerated(path) &&
          !/(?:^|\/)(?:__init__\.py|\.gitkeep|py\.typed)$/.test(path)
        );
      })
      .map(({ path }) => ({
        message: `\`${path}\` was emptied, of which the task does not speak.`,
        next: `Put back what was in \`${path}\`; where it is not needed any more, delete it.`,
        path,
        line: null,
      }));
  },
};
