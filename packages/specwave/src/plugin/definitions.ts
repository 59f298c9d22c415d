/**
 * Definition files: one small file per task, an input of its target. Nx hashes it, so each task's cached result is
 * its own, and editing one task leaves the others' results in the cache. It holds what a result depends on: the
 * task's definition, and the settings of the agent that gets it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfRedo } from '../plan/digest';
import { namesIn, textOf } from '../state/onDisk';
import { contentKey } from '../state/parsedCache';
import type { ParsedSpec } from '../workspace/parsedSpec';

/** Written last, so that it vouches for the rest: comparing it is 20 times cheaper than reading every definition. */
const STAMP = '.stamp';

/** The definition of `check-tasks`, whatever that target is called: no task can have this id. */
export const CHECK = 'check-tasks';

/**
 * Brings `inputsFolder/<project>` in line with the spec: writes what differs, removes what is gone. `redone`: when
 * tasks were last asked for again, by id. `surroundings`: see `surroundingsKey`. May throw what the file system throws.
 */
export function writeDefinitions(
  inputsFolder: string,
  project: string,
  spec: ParsedSpec,
  redone: ReadonlyMap<string, string>,
  surroundings: string,
): void {
  const folder = join(inputsFolder, project);
  const tasks = spec.waves.flatMap((wave) =>
    wave.tasks.map(({ id, digest, settings }) => {
      return { id, digest: digestOfRedo(digest, redone.get(id)), settings };
    }),
  );
  const stamp = contentKey(
    ...tasks.flatMap(({ id, digest, settings }) => [id, digest, settings]),
    surroundings,
  );
  if (textOf(join(folder, STAMP)) === stamp) return;

  const wanted = new Map(
    tasks.map(({ id, digest, settings }) => [
      `${id}.json`,
      `${JSON.stringify({ task: id, digest, settings })}\n`,
    ]),
  );
  wanted.set(`${CHECK}.json`, `${JSON.stringify({ surroundings })}\n`);
  const present = new Set(namesIn(folder));
  if (present.size === 0) mkdirSync(folder, { recursive: true });
  else rmSync(join(folder, STAMP), { force: true });
  for (const [name, text] of wanted) {
    const file = join(folder, name);
    if (!present.has(name) || textOf(file) !== text) writeFileSync(file, text);
  }
  for (const name of present)
    if (!wanted.has(name)) rmSync(join(folder, name), { force: true, recursive: true });
  writeFileSync(join(folder, STAMP), stamp);
}
