/** `.nx/specwave/pauses/<agent>.json`: that an agent has no quota now, for all processes of the workspace. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { isOver, type Pause, pauseAfter, type Quota } from '../plan/pause';
import { folderIn } from './leaseFile';
import { withWorkspaceLock } from './lock';
import { readState, replaceState } from './stateFile';
import { STATE_FOLDER } from './stateFolder';

const PAUSES = 'pauses';

const pauseSchema: z.ZodType<Pause> = z.object({
  since: z.number(),
  until: z.number(),
  quotas: z.int().positive(),
});

/** Where the pause of an agent stands, relative to the workspace root: whoever knows better removes it. */
export function pauseFile(agent: string): string {
  return `${STATE_FOLDER}/${PAUSES}/${agent}.json`;
}

function pathOf(workspaceRoot: string, agent: string): Result<string> {
  const folder = folderIn(workspaceRoot, PAUSES);
  return folder.ok ? ok(join(folder.value, `${agent}.json`)) : folder;
}

/** The pause of an agent, over or not; null where there is none, or none that can be read. `agent`: as specwave.yaml names it. */
export function readPause(workspaceRoot: string, agent: string): Pause | null {
  const path = pathOf(workspaceRoot, agent);
  return path.ok ? readState(path.value, pauseSchema) : null;
}

/** Enters that a launch has met a quota; see `pauseAfter`. Problems: `pause-unwritable`, those of the lock and the folder. */
export async function notePause(
  workspaceRoot: string,
  agent: string,
  quota: Quota,
  unitMs: number,
): Promise<Result<Pause>> {
  const noted = await withWorkspaceLock(workspaceRoot, (): Result<Pause> => {
    const path = pathOf(workspaceRoot, agent);
    if (!path.ok) return path;
    const pause = pauseAfter(readState(path.value, pauseSchema), quota, Date.now(), unitMs);
    try {
      replaceState(path.value, pause);
    } catch (error) {
      return fail(unwritable(agent, errorCode(error)));
    }
    return ok(pause);
  });
  return noted.ok ? noted.value : noted;
}

/** Enters that a launch, begun at `launchedAt`, has met no quota. What cannot be removed stays: it ends by itself. */
export async function clearPause(workspaceRoot: string, agent: string, launchedAt: number): Promise<void> {
  const isStale = (): boolean => {
    const pause = readPause(workspaceRoot, agent);
    return pause !== null && isOver(pause, launchedAt);
  };
  // Nearly always there is none: no need to take the lock.
  if (!isStale()) return;
  await withWorkspaceLock(workspaceRoot, () => {
    const path = pathOf(workspaceRoot, agent);
    try {
      if (path.ok && isStale()) rmSync(path.value, { force: true });
    } catch {
      // See above.
    }
  });
}

function unwritable(agent: string, code: string): Problem {
  const file = pauseFile(agent);
  return {
    code: 'pause-unwritable',
    severity: 'warning',
    message: `That the agent \`${agent}\` has no quota now could not be written down (${code}); a file that can be written was expected.`,
    file,
    next: `Make ${STATE_FOLDER}/${PAUSES} writable.`,
  };
}
