/** The base of a wave: what `begin` and the gates fix, and what all tasks of the wave start from. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type Result } from '../../config/problem';
import { withWorkspaceLock } from '../../state/lock';
import type { RunContext } from '../../workspace/context';
import type { Spec } from '../../workspace/readSpec';
import { takeSnapshot, type Snapshot } from '../../worktree/snapshot';
import type { Isolated } from './isolation';

const baseSchema = z.object({ commit: z.string().regex(/^[0-9a-f]{40,64}$/) });

function baseFile({ folders }: Isolated, spec: string): string {
  return join(folders.bases, `${spec}.json`);
}

/** A snapshot of the tree as it is now, for one task. Files that the spec declares are in it, ignored ones too. */
export async function freshBase(
  context: Pick<RunContext, 'workspaceRoot'>,
  isolation: Isolated,
  current: Spec,
): Promise<Result<Snapshot>> {
  const declared = [...new Set(current.list.tasks.flatMap((task) => task.files))];
  const taken = await withWorkspaceLock(context.workspaceRoot, () =>
    takeSnapshot(isolation.repository, declared, isolation.folders.scratch),
  );
  return taken.ok ? taken.value : taken;
}

/** Fixes the base of the wave that opens now. */
export async function fixBase(
  context: Pick<RunContext, 'workspaceRoot' | 'spec'>,
  isolation: Isolated,
  current: Spec,
): Promise<Result<Snapshot>> {
  const taken = await freshBase(context, isolation, current);
  if (!taken.ok) return taken;
  const file = baseFile(isolation, context.spec.name);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ commit: taken.value.commit }));
  renameSync(temporary, file);
  return taken;
}

/** The commit that was fixed for the wave that is open; null where none was (the gate ran on another machine, say). */
export function fixedBase(isolation: Isolated, spec: string): string | null {
  try {
    return baseSchema.parse(JSON.parse(readFileSync(baseFile(isolation, spec), 'utf8'))).commit;
  } catch {
    return null;
  }
}
