/**
 * What a killed git leaves in `.git/worktrees`: a folder that does not say (`gitdir`) whose worktree it is, made half by
 * `git worktree add` or removed half by `git worktree remove`. git neither lists nor prunes such a one. Nor can anybody
 * tell that it is ours; so before git is let at it, what is not ours is noted.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository';
import { namesIn, textOf } from './onDisk';

/** In the folder of the slots. */
const NOTE = '.others';

/**
 * Lets `act` have git make or remove the worktree at `path` (absolute), under the lock. `slots`: the folder of the
 * slots, which is made where it is missing.
 */
export async function changeRegistration<T>(
  repository: Repository,
  slots: string,
  path: string,
  act: () => Promise<T>,
): Promise<T> {
  removeHalfMade(repository, slots);
  mkdirSync(slots, { recursive: true });
  const all = join(repository.commonDir, 'worktrees');
  const own = join(path, '.git');
  const others = namesIn(all).filter((name) => textOf(join(all, name, 'gitdir'))?.trimEnd() !== own);
  writeFileSync(join(slots, NOTE), others.join('\n'));
  const done = await act();
  removeHalfMade(repository, slots);
  return done;
}

/** Removes what a killed git has left half made. Under the lock. */
export function removeHalfMade({ commonDir }: Repository, slots: string): void {
  const note = textOf(join(slots, NOTE));
  if (note === null) return;
  const others = new Set(note.split('\n'));
  const all = join(commonDir, 'worktrees');
  for (const name of namesIn(all)) {
    const isHalf = !textOf(join(all, name, 'gitdir'));
    if (isHalf && !others.has(name)) rmSync(join(all, name), { recursive: true, force: true });
  }
  rmSync(join(slots, NOTE), { force: true });
}
