import { createColors } from 'picocolors';
import { NOTHING } from '../plan/price';
import { statusLines, type StatusSpec, type TaskAtWork } from './status';
import { columnsOf } from './wrap';

function spec(name: string, more: Partial<StatusSpec> = {}): StatusSpec {
  return {
    spec: name,
    title: `Title of ${name}`,
    path: `specs/${name}`,
    phase: null,
    state: 'to-do',
    why: null,
    status: 'partial',
    total: 2,
    done: 1,
    remaining: [{ id: 'T002', title: 'Do the rest', outcome: null, message: null, next: null }],
    flagged: [],
    uncommitted: null,
    elapsedMs: 61_000,
    spent: NOTHING,
    ...more,
  };
}

const taken = (more: Partial<TaskAtWork> = {}): TaskAtWork => ({
  spec: 'F001',
  task: 'T002',
  title: 'Do the rest',
  agent: 'claude',
  attempt: 1,
  startedAt: '2026-01-01T10:00:00Z',
  forMs: 61_000,
  isInterrupted: false,
  ...more,
});

const lines = (specs: StatusSpec[], atWork: TaskAtWork[] = [], width = 80): string[] =>
  statusLines({ specs, atWork }, width, createColors(false));

it('is the table of the summary where that fits', () => {
  expect(lines([spec('F001')])).toEqual([
    'Spec  Title          Status   Done  Remaining       Time',
    'F001  Title of F001  partial   1/2          1  1 min 1 s',
    'Total: 1 spec (1 partial), 1 of 2 tasks done',
    '',
    'Remaining 1 task:',
    '  F001:T002  Do the rest',
    '',
    'Next: npx specwave F001',
  ]);
});

it('is a paragraph for each spec where it does not', () => {
  expect(lines([spec('F001')], [], 40).slice(0, 4)).toEqual([
    'F001  Title of F001',
    '      partial, 1 of 2 tasks done, 1',
    '      remaining, 1 min 1 s',
    'Total: 1 spec (1 partial), 1 of 2 tasks',
  ]);
});

it.each([
  ['in progress', taken(), ['In progress now:', '  F001:T002  Do the rest (claude, for 1 min 1 s)']],
  [
    'in progress, again',
    taken({ attempt: 2 }),
    ['In progress now:', '  F001:T002  Do the rest (claude, attempt 2, for 1 min 1 s)'],
  ],
  [
    'interrupted',
    taken({ isInterrupted: true, agent: null, forMs: null, attempt: null }),
    ['Interrupted (the next run goes on from here):', '  F001:T002  Do the rest'],
  ],
])('a task that is %s is told as that, and not as remaining', (_, task, expected) => {
  const text = lines([spec('F001')], [task]);
  expect(text.slice(4, 6)).toEqual(expected);
  expect(text.join('\n')).not.toContain('Remaining 1');
});

it('what remains is told with its outcome, its cause and its next step', () => {
  const remaining = [
    { id: 'T002', title: 'x', outcome: 'failed' as const, message: 'It broke.\nBadly.', next: 'Look.' },
  ];
  expect(lines([spec('F001', { remaining })])).toEqual(
    expect.arrayContaining(['  F001:T002  x', '      failed: It broke. …', '      next: Look.']),
  );
});

it('a blocked spec is told with what blocks it', () => {
  const blocked = spec('F002', { state: 'blocked', why: 'waits for I001, which is blocked' });
  expect(lines([blocked])).toEqual(
    expect.arrayContaining(['Blocked:', '  F002  waits for I001, which is blocked']),
  );
});

it('of many unfinished specs none is named in the command', () => {
  const many = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => spec(name));
  expect(lines(many).at(-1)).toBe('Next: npx specwave');
});

it('where all is completed nothing is left to say', () => {
  const text = lines([spec('F001', { status: 'completed', done: 2, remaining: [] })]);
  expect(text).toHaveLength(3);
});

it('says that there are none', () => {
  expect(lines([])).toEqual(['There are no specs here.']);
});

it.each([80, 200])('what others wrote cannot steer the terminal, nor pass its %i columns', (width) => {
  const bad = `\u001B]0;title\u0007\u001B[2J\u202E${'bad\n'.repeat(99)}`;
  const remaining = [{ id: 'T002', title: bad, outcome: 'failed' as const, message: bad, next: bad }];
  const one = spec('F001', { title: bad, why: bad, state: 'blocked', remaining });
  const text = lines([one], [taken({ task: 'T003', title: bad, agent: bad })], width);
  // eslint-disable-next-line no-control-regex
  expect(text.join('')).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
  expect(Math.max(...text.map(columnsOf))).toBeLessThanOrEqual(width);
});

it('landed work that could not be committed is told with its reason and what to do', () => {
  const uncommitted = { reason: 'A hook refused:\nnot today', next: 'Mend it.' };
  const text = lines([spec('F001', { status: 'completed', done: 2, remaining: [], uncommitted })]);
  expect(text.slice(3)).toEqual([
    '',
    'Landed, and not committed:',
    '  F001  A hook refused: …',
    '      next: Mend it.',
  ]);
});
