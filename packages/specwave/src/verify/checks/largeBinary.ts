import type { Check } from './check';
import { namesFile } from './words';

const LARGE = 1024 * 1024;

/** Git keeps every version of it for ever. */
export const largeBinary: Check = {
  name: 'large-binary',
  find: ({ task, changed }) =>
    changed
      .filter(
        ({ path, isBinary, size, after }) =>
          isBinary && after !== null && size > LARGE && !namesFile(task, path),
      )
      .map(({ path, size }) => ({
        message: `\`${path}\` is no text, and has ${(size / LARGE).toFixed(1)} MB.`,
        next: 'Look whether it belongs into the repository: git keeps every version for ever.',
        path,
        line: null,
      })),
};
