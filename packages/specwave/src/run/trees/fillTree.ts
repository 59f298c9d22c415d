/** Makes a slot the tree that an agent gets: the files of the base, and what a workspace has beside them. */
import { type Result } from '../../config/problem';
import type { Config } from '../../config/schema';
import { copyIncluded } from '../../worktree/slots/included';
import { laidIn, layPackages } from '../../worktree/slots/packages';
import { fillSlot, type Slot } from '../../worktree/slots/slots';
import type { Isolated } from './isolation';

export async function fillTree(
  { repository, folders }: Isolated,
  { include }: Pick<Config, 'include'>,
  slot: Slot,
  base: string,
): Promise<Result<void>> {
  const filled = await fillSlot(repository, folders, slot, base, laidIn(slot));
  if (!filled.ok) return filled;
  const laid = await layPackages(repository, folders, slot);
  return laid.ok ? copyIncluded(repository, slot, include) : laid;
}
