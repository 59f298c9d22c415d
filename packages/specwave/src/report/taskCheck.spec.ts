import type { CheckedSpec } from './events';
import { taskCheckLines } from './taskCheck';

const at = (line: number) => ({ line, column: 1, offset: 0 });
const DONE: CheckedSpec = {
  spec: 'F001',
  title: 'Sign-up',
  file: 'specs/F001/tasks.md',
  passed: true,
  done: 2,
  total: 2,
  waves: [{ index: 0, title: 'Base', total: 2, open: [], gate: null }],
  audit: { landed: 2, found: 0, nothing: 0, doubted: [] },
  flagged: [],
  problems: [],
  skipped: null,
};
const ERROR = { code: 'x', severity: 'error', message: 'm', file: 'f', next: 'n' } as const;

it.each<[string, Partial<CheckedSpec>, string[]]>([
  ['is done', {}, ['F001: Sign-up — 2 of 2 tasks done']],
  [
    'has a task left',
    {
      done: 1,
      waves: [
        { index: 0, title: 'Base', total: 2, open: [{ id: 'T002', title: 'Do it', at: at(7) }], gate: null },
      ],
    },
    [
      'F001: Sign-up — 1 of 2 tasks done',
      '  wave 0: Base — 1 of 2 tasks left',
      '    T002  Do it  (specs/F001/tasks.md:7:1)',
      '  next: npx nx implement F001',
    ],
  ],
  [
    'has all tasks done and a gate that failed',
    { waves: [{ index: 0, title: 'Base', total: 2, open: [], gate: 'failed' }] },
    [
      'F001: Sign-up — 2 of 2 tasks done',
      '  wave 0: Base — all tasks done, its gate has failed',
      '  next: npx nx implement F001',
    ],
  ],
  [
    'cannot be read',
    { title: '', done: 0, total: 0, waves: [], problems: [ERROR] },
    ['F001 — 1 error', '  next: Mend what is wrong (above).'],
  ],
  [
    'was ticked by hand',
    { audit: { landed: 0, found: 1, nothing: 1, doubted: [] } },
    [
      'F001: Sign-up — 2 of 2 tasks done',
      '  ticked: 1 not landed here, but there, 1 with nothing to look at',
    ],
  ],
  [
    'is ticked and not there',
    {
      audit: {
        landed: 1,
        found: 0,
        nothing: 0,
        doubted: [
          {
            id: 'T001',
            title: 'One',
            at: at(3),
            kind: 'not-found',
            reason: '`a.ts` does not exist',
            next: 'Untick it.',
          },
        ],
      },
    },
    [
      'F001: Sign-up — 2 of 2 tasks done, 1 ticked, but not there',
      '  T001  One — ticked, but not found  (specs/F001/tasks.md:3:1)',
      '    `a.ts` does not exist. Untick it.',
      '  next: Mend what is wrong (above).',
    ],
  ],
  [
    'has lines that are no tasks',
    { skipped: [{ at: at(9), text: '- [ ] x', reason: 'stands under "Notes"' }] },
    [
      'F001: Sign-up — 2 of 2 tasks done',
      '  passed over as no task (1):',
      '    specs/F001/tasks.md:9:1  - [ ] x — stands under "Notes"',
    ],
  ],
])('a spec that %s', (_, more, lines) => {
  expect(taskCheckLines({ ...DONE, ...more })).toEqual(lines);
});

it('escape sequences of a task list do not reach the screen', () => {
  const open = [{ id: 'T001', title: '\u001B[2JGone\nT002 done', at: at(1) }];
  const waves = [{ index: 0, title: '\u001B]0;x\u0007Base', total: 1, open, gate: null }];
  expect(taskCheckLines({ ...DONE, waves })).toContain('    T001  Gone T002 done  (specs/F001/tasks.md:1:1)');
  expect(taskCheckLines({ ...DONE, waves }).join('')).not.toContain('\u001B');
});
