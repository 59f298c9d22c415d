import type { Check } from './check';
import { declaredFiles } from './view';
import { asksForEmpty } from './words';

/** Files that say something by being there, and modules that only mark a folder. */
const MAY_BE_BLANK =
  /(?:^|\/)(?:__init__\.pyi?|py\.typed|conftest\.py|\.[\w-]+|index\.\w+|mod\.\w+|lib\.rs|module-info\.java|package-info\.java|\w+\.keep)$/;

/** A declared file that is empty, or white space. */
export const blankFile: Check = {
  name: 'blank-file',
  find: (work) => {
    if (asksForEmpty(work.task)) return [];
    return declaredFiles(work)
      .filter(({ path, text }) => text.trim() === '' && !MAY_BE_BLANK.test(path))
      .map(({ path }) => ({
        message: `\`${path}\`, which the task declares, is empty.`,
        next: `Write what the task asks for into \`${path}\`.`,
        path,
        line: null,
      }));
  },
};
