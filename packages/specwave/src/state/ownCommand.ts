/**
 * Which `nx` commands `specwave` has started. The hook at the end of a run may be called in Nx's daemon, which does not have
 * the environment of the command (seen with nx 24.0.6): so this stands in a file.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ok, type Result } from '../config/problem';
import { holderSchema, lifeOf, newHolder } from './holder';
import { namesIn } from './onDisk';
import { readState, writeState } from './stateFile';
import { STATE_FOLDER, stateFolder } from './stateFolder';

const FOLDER = 'commands';

const commandSchema = z.object({ holder: holderSchema, words: z.array(z.string()) });

/** Notes that this process runs `nx` with these words, until what it returns is called. Problems: `state-unwritable`, those of `stateFolder`. */
export function noteOwnCommand(workspaceRoot: string, words: readonly string[]): Result<() => void> {
  const folder = stateFolder(workspaceRoot);
  if (!folder.ok) return folder;
  const holder = newHolder();
  const path = join(folder.value, FOLDER, `${holder.token}.json`);
  const written = writeState(path, `${STATE_FOLDER}/${FOLDER}`, { holder, words });
  return written.ok ? ok(() => rmSync(path, { force: true })) : written;
}

/** Whether a `specwave` that lives has started the `nx` command with these words. What killed ones have left is cleared. */
export function isOwnCommand(workspaceRoot: string, words: readonly string[]): boolean {
  const folder = join(workspaceRoot, STATE_FOLDER, FOLDER);
  return namesIn(folder).some((name) => {
    const path = join(folder, name);
    const note = readState(path, commandSchema);
    if (note === null) return false;
    if (lifeOf(note.holder) === 'dead') {
      rmSync(path, { force: true });
      return false;
    }
    return note.words.length === words.length && note.words.every((word, index) => word === words[index]);
  });
}
