import type { Check } from './check';
import { isGenerated } from './kinds';
import { namesFile } from './words';

/** A file was made or changed that is another open task's. */
export const othersFile: Check = {
  name: 'others-file',
  find: ({ task, changed, othersFiles }) =>
    changed.flatMap(({ path }) => {
      const owner = othersFiles.get(path);
      if (owner === undefined || namesFile(task, path) || isGenerated(path)) return [];
      return [
        {
          message: `\`${path}\` is declared by task ${owner}, which is not done yet.`,
          next: `Look whether ${owner} is done by this too.`,
          path,
          line: null,
        },
      ];
    }),
};
