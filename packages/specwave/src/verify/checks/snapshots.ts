import type { Check } from './check';
import { isSnapshot } from './kinds';

/** Snapshots of the base were written anew. */
export const snapshots: Check = {
  name: 'snapshots',
  find: ({ changed }) =>
    changed
      .filter(({ path, before }) => before !== null && isSnapshot(path))
      .map(({ path }) => ({
        message: `The snapshot \`${path}\` was changed.`,
        next: 'Look whether the new one is right.',
        path,
        line: null,
      })),
};
