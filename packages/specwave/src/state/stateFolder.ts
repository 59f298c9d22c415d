/** `.nx/specwave`: what Specwave keeps for itself, out of git and out of Nx's file map. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { confined } from './confined';

export const STATE_FOLDER = '.nx/specwave';

/**
 * Makes the folder, with a `.gitignore` that keeps it out of git in any workspace, and gives its real
 * absolute path. Refused (`link-outside`) where it leads out of the workspace; `state-unwritable` where
 * it cannot be made.
 */
export function stateFolder(workspaceRoot: string): Result<string> {
  const folder = confined(workspaceRoot, STATE_FOLDER);
  if (!folder.ok) return folder;
  try {
    mkdirSync(folder.value, { recursive: true });
    writeOnce(join(folder.value, '.gitignore'), '*\n');
  } catch (error) {
    return fail({
      code: 'state-unwritable',
      severity: 'error',
      message: `Specwave's own folder could not be made (${errorCode(error)}); a folder that can be written was expected.`,
      file: STATE_FOLDER,
      next: `Make ${STATE_FOLDER} writable.`,
    });
  }
  return folder;
}

/** Does nothing where something stands already, and follows no link. */
function writeOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
