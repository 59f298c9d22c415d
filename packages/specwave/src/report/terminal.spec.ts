import { createColors } from 'picocolors';
import type { RunEvent, SpecRow } from './events';
import { clip, formatDuration, plain } from './format';
import { summaryLines } from './summary';
import { linesOf, terminalReport, wantsColors } from './terminal';

const lines = (event: RunEvent): string[] => linesOf(event, createColors(false));

function row(spec: string, more: Partial<SpecRow> = {}): SpecRow {
  return {
    spec,
    title: `Title of ${spec}`,
    status: 'completed',
    total: 3,
    done: 3,
    remaining: [],
    elapsedMs: 61_000,
    ...more,
  };
}

describe('the summary', () => {
  it('has a row per spec, totals that add up, what remains by name with its next step, and what to run', () => {
    const open = {
      id: 'T003',
      title: 'Do the rest',
      outcome: 'failed' as const,
      message: 'It broke.\nBadly.',
      next: 'Look at the log',
    };
    const waiting = { id: 'T004', title: 'Do more', outcome: null, message: null, next: null };
    expect(
      summaryLines([
        row('F001'),
        row('F002', { status: 'partial', done: 1, remaining: [open, waiting], elapsedMs: null }),
      ]),
    ).toEqual([
      'Spec  Title          Status     Done  Remaining       Time',
      'F001  Title of F001  completed   3/3          0  1 min 1 s',
      'F002  Title of F002  partial     1/3          2          -',
      'Total: 2 specs (1 completed, 1 partial), 4 of 6 tasks done',
      '',
      'Remaining 2 tasks:',
      '  F002:T003  Do the rest — failed: It broke. …\n      next: Look at the log',
      '  F002:T004  Do more',
      '',
      'Next: npx nx implement F002   (goes on with what is left; finished tasks are not run again)',
    ]);
  });

  it('names all unfinished specs in one command', () => {
    const unfinished = ['F001', 'F002'].map((name) => row(name, { status: 'partial' }));
    expect(summaryLines(unfinished).at(-1)).toContain('npx nx run-many -t implement -p F001,F002');
  });

  it('of nothing is nothing', () => {
    expect(summaryLines([])).toEqual([]);
  });
});

describe('lines', () => {
  it('a problem is a place, a code, a message, and what to do', () => {
    const problem = {
      code: 'duplicate-id',
      severity: 'error' as const,
      message: 'Twice.',
      file: 'specs/a/tasks.md',
      at: { line: 3, column: 7, offset: 40 },
      next: 'Rename one.',
    };
    expect(lines({ type: 'problem', problem })).toEqual([
      'specs/a/tasks.md:3:7 - error duplicate-id: Twice.',
      '  next: Rename one.',
    ]);
  });

  it('a task that did not land is told with its outcome, its cause and its next step', () => {
    const event = {
      type: 'task-ended',
      spec: 'F001',
      task: 'T001',
      title: 'x',
      outcome: 'failed',
      durationMs: 1200,
      files: 0,
      message: 'exit 7\nlast words',
      next: 'Run again.',
    } as const;
    expect(lines(event)).toEqual([
      '✖ F001:T001 failed after 1.2 s',
      '  exit 7',
      '  last words',
      '  next: Run again.',
    ]);
  });

  it('what agents print cannot steer the terminal', () => {
    const line = '\u001B]0;title\u0007\u001B[2Jhello\u001B[31m red\r\u0008\u202E';
    expect(
      lines({
        type: 'agent',
        spec: 'F001',
        task: 'T001',
        event: { type: 'agent-output', stream: 'stdout', line },
      }),
    ).toEqual(['  T001 | hello red']);
  });
});

describe('colours', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
  ])('on a terminal: %s, environment %j: %s', (isTTY, environment, expected) => {
    expect(wantsColors({ isTTY, write: () => undefined }, environment)).toBe(expected);
  });

  it('each event is written at once, as whole lines', () => {
    const written: string[] = [];
    const report = terminalReport({ write: (text) => written.push(text) }, {});
    report({ type: 'task-already-done', spec: 'F001', task: 'T001', title: 'x' });
    expect(written).toEqual(['✔ F001:T001 is done already\n']);
  });
});

describe('format', () => {
  it.each([
    [0, '0.0 s'],
    [9_940, '9.9 s'],
    [9_960, '10 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_440_000, '2 h 4 min'],
  ])('%i ms is %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });

  it('clips to a width, on one line', () => {
    expect(clip('one\ntwo three', 8)).toBe('one two…');
    expect(plain('a\u0000b')).toBe('ab');
  });
});
