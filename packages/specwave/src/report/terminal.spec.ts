import { createColors } from 'picocolors';
import { NOTHING } from '../plan/price';
import type { RunEvent } from './events';
import type { SpecRow } from './rows';
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
    flagged: [],
    uncommitted: null,
    elapsedMs: 61_000,
    spent: NOTHING,
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
      summaryLines(
        [
          row('F001'),
          row('F002', { status: 'partial', done: 1, remaining: [open, waiting], elapsedMs: null }),
        ],
        null,
        ['npx nx implement F002', 'git log'],
      ),
    ).toEqual([
      'Spec  Title          Status     Done  Remaining       Time',
      'F001  Title of F001  completed   3/3          0  1 min 1 s',
      'F002  Title of F002  partial     1/3          2          -',
      'Total: 2 specs (1 completed, 1 partial), 4 of 6 tasks done',
      '',
      'Warning: 2 tasks not completed',
      '  F002:T003  Do the rest — failed: It broke. Badly.\n      next: Look at the log',
      '  F002:T004  Do more',
      '',
      'Next: npx nx implement F002',
      '      git log',
    ]);
  });

  it('has what was paid, in a column and in the totals, where any spec cost something', () => {
    const paid = row('F002', { spent: { cost_usd: 1.204, input_tokens: 1_234_000, output_tokens: 950 } });
    expect(summaryLines([row('F001'), paid], null, []).slice(0, 4)).toEqual([
      'Spec  Title          Status     Done  Remaining       Time   Cost            Tokens',
      'F001  Title of F001  completed   3/3          0  1 min 1 s      -                 -',
      'F002  Title of F002  completed   3/3          0  1 min 1 s  $1.20  1.2M in, 950 out',
      'Total: 2 specs (2 completed), 6 of 6 tasks done, $1.20, tokens: 1.2M in, 950 out',
    ]);
  });

  it.each([
    [1.2, 20, 'This run: $1.20 of $20.00'],
    [20, 20, 'This run: $20.00 of $20.00'],
    [
      21.3,
      20,
      'This run: $21.30 of $20.00, $1.30 over: what was running when the budget was reached went on',
    ],
  ])('says that a run has cost %d of %d dollars', (cost_usd, capUsd, line) => {
    expect(summaryLines([row('F001')], { spent: { ...NOTHING, cost_usd }, capUsd }, [])).toContain(line);
  });

  it('of nothing is nothing', () => {
    expect(summaryLines([], null, [])).toEqual([]);
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

  it('a task that waits for the quota of its agent says until when, where the user is', () => {
    const now = new Date(2026, 0, 31, 14, 5).getTime();
    const event = { type: 'agent-paused', spec: 'F001', task: 'T001', title: 'x', agent: 'claude' } as const;
    expect(lines({ ...event, now, until: now + 750_000 })).toEqual([
      '… F001:T001 waits: the agent claude has no quota until 14:17 (12 min 30 s)',
    ]);
    expect(lines({ ...event, now, until: now + 36_000_000 })[0]).toContain(
      'until 2026-02-01 00:05 (10 h 0 min)',
    );
  });

  it.each([
    [0, ['↻ F001:T001 attempt 1 of 2 failed', '  503']],
    [20_000, ['↻ F001:T001 attempt 1 of 2 failed', '  503', '  next attempt in 20 s']],
  ])('a failed attempt, the next one %i ms later', (waitMs, expected) => {
    const name = { spec: 'F001', task: 'T001', title: 'x' };
    const event = {
      type: 'attempt-failed',
      ...name,
      attempt: 1,
      attempts: 2,
      message: '503',
      waitMs,
    } as const;
    expect(lines(event)).toEqual(expected);
  });

  it.each([
    [{}, []],
    [{ input_tokens: 12_300, output_tokens: 950 }, ['  T001 | used 12.3k tokens in, 950 tokens out']],
    [{ cost_usd: 0.004 }, ['  T001 | used <$0.01']],
    [{ cost_usd: 1.5 }, ['  T001 | used $1.50']],
  ])('what an agent used (%j) is told in short', (usage, expected) => {
    const event = { type: 'agent-usage', usage } as const;
    expect(lines({ type: 'agent', spec: 'F001', task: 'T001', event })).toEqual(expected);
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
