import type { RedoEvent } from './events';
import { redoLines } from './redo';

const EVENT: RedoEvent = {
  type: 'redo',
  spec: 'F001',
  title: 'Login',
  dryRun: false,
  tasks: [
    { id: 'T001', title: 'Make the schema', wave: 0, because: null, wasDone: true },
    { id: 'T003', title: 'Store\u001B[2J sessions', wave: 1, because: 'T001', wasDone: false },
  ],
  alsoOpen: 2,
  aside: '.nx/specwave/redone/F001',
};

it('says what is to be done again and why, what stays, and the command', () => {
  expect(redoLines(EVENT)).toEqual([
    'F001: Login — 2 tasks are to be done again',
    '  wave 0  T001 Make the schema',
    '  wave 1  T003 Store sessions (builds on T001; was not done: runs anyway, but nothing from before is reused)',
    '  2 other tasks of F001 are open too.',
    '  The work in the tree stays as it is: the agents change it anew.',
    '  The old results are kept in .nx/specwave/redone/F001.',
    '  next: npx specwave F001',
  ]);
});

it('of a dry run says that nothing was changed', () => {
  const tasks = EVENT.tasks.slice(0, 1);
  expect(redoLines({ ...EVENT, dryRun: true, tasks, alsoOpen: 0, aside: null })).toEqual([
    'F001: Login — 1 task would be done again',
    '  wave 0  T001 Make the schema',
    '  The work in the tree stays as it is: the agents change it anew.',
    '  Nothing was changed (--dry-run).',
  ]);
});
