/** The lines of `specwave clean`. Pure. */
import type { CleanedEvent, CleanedItem } from './events';
import { count, formatBytes, plain } from './format';

const WORDS: Record<CleanedItem['what'], string> = {
  tree: 'a tree that no run holds',
  kept: 'what a failed attempt left',
  results: 'results that `redo` put aside',
  workspace: 'trees of a workspace that is gone',
};

/** What was taken away, how much that was, and what runs hold. */
export function cleanedLines({ dryRun, items, bytes, held }: CleanedEvent): string[] {
  const verb = dryRun ? 'would be removed' : 'removed';
  return [
    ...items.map(({ what, path, bytes: size }) => `${plain(path)}: ${WORDS[what]}, ${formatBytes(size)}`),
    items.length === 0 ? 'There is nothing to remove.' : `${formatBytes(bytes)} ${verb}.`,
    ...(held === 0
      ? []
      : [`${count(held, 'tree')} stay: runs hold them, or the next one goes on from there.`]),
    ...(dryRun ? ['Nothing was changed (--dry-run).'] : []),
  ];
}
