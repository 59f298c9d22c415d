import { cleanedLines } from './clean';
import type { CleanedEvent } from './events';

const EVENT: CleanedEvent = {
  type: 'cleaned',
  dryRun: false,
  items: [
    { what: 'tree', path: '~/.cache/specwave/shop-1/trees/1', bytes: 2_500_000 },
    { what: 'kept', path: '~/.cache/specwave/shop-1/kept/F001/T\u001B[2J001', bytes: 900 },
  ],
  bytes: 2_500_900,
  held: 2,
};

it('says what was removed, how much, and what stays', () => {
  expect(cleanedLines(EVENT)).toEqual([
    '~/.cache/specwave/shop-1/trees/1: a tree that no run holds, 2.5 MB',
    '~/.cache/specwave/shop-1/kept/F001/T001: what a failed attempt left, 900 B',
    '2.5 MB removed.',
    '2 trees stay: runs hold them, or the next one goes on from there.',
  ]);
});

it('of a dry run says that nothing was changed', () => {
  expect(cleanedLines({ ...EVENT, dryRun: true, items: [], bytes: 0, held: 0 })).toEqual([
    'There is nothing to remove.',
    'Nothing was changed (--dry-run).',
  ]);
});
