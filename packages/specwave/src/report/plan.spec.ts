import { createColors } from 'picocolors';
import type { Problem } from '../config/problem';
import { type PlanAnswer, planLines, type PlanSpec, type PlanTask, type PlanWave } from './plan';
import { columnsOf } from './wrap';

function task(id: string, more: Partial<PlanTask> = {}): PlanTask {
  return {
    id,
    title: `Do ${id}`,
    agent: 'claude',
    role: null,
    files: [],
    dependsOn: [],
    will: 'run',
    likelyCostUsd: 0.4,
    checks: [],
    flags: [],
    ...more,
  };
}

function spec(tasks: PlanTask[], more: Partial<PlanSpec> = {}): PlanSpec {
  return {
    spec: 'F001',
    title: 'Sign-up',
    path: 'specs/F001',
    phase: null,
    state: 'to-do',
    why: null,
    done: 0,
    total: tasks.length,
    dialect: 'in-order',
    orderReason: 'in order, as written',
    optional: [],
    skipped: [],
    problems: [],
    waves: [wave(tasks)],
    replays: 0,
    runs: tasks.length,
    likelyCost: { usd: 0.4, unknown: 0 },
    ...more,
  };
}

function wave(tasks: PlanTask[], more: Partial<PlanWave> = {}): PlanWave {
  return { wave: 0, title: 'Tasks', order: 'mixed', done: [], tasks, ...more };
}

function problem(code: string, severity: Problem['severity'] = 'warning'): Problem {
  const at = { line: 4, column: 7, offset: 0 };
  return { code, severity, message: 'It is so.', file: 'specs/F001/tasks.md', at, next: 'Do so.' };
}

/** The lines of a plan of one spec. */
function lines(one: PlanSpec, width: number, more: Partial<PlanAnswer> = {}, colors = false): string[] {
  const { replays, runs, likelyCost } = one;
  const plan = { specs: [one], replays, runs, likelyCost, budgetUsd: null, ...more };
  return planLines(plan, width, createColors(colors));
}

describe.each([80, 200])('on %i columns', (width) => {
  it('what a spec says cannot steer the terminal', () => {
    const bad = '\u001B]0;title\u0007\u001B[2J\u202Ebad\nline';
    const one = spec([task('T001', { title: bad, role: bad, files: [bad], agent: bad })], {
      title: bad,
      why: bad,
      state: 'blocked',
      orderReason: bad,
      optional: [bad],
      skipped: [{ at: { line: 1, column: 1, offset: 0 }, text: bad, reason: bad }],
      problems: [{ ...problem('x'), message: bad, file: bad }],
      waves: [wave([task('T001', { title: bad, files: [bad], checks: [bad] })], { title: bad })],
    });
    const text = lines(one, width).join('\n');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
    expect(text).toContain('bad line');
  });

  it('no line is wider than the screen, colours or not', () => {
    const long = 'a title of many words '.repeat(12);
    const path = `packages/${'deep/'.repeat(30)}file.ts`;
    const one = spec([task('T001', { title: long, files: [path, path], dependsOn: ['T002', 'T003'] })], {
      title: long,
      why: long,
    });
    expect(Math.max(...lines(one, width).map(columnsOf))).toBeLessThanOrEqual(width);
    // eslint-disable-next-line no-control-regex
    const bare = lines(one, width, {}, true).map((line) => line.replace(/\u001B\[\d+m/g, ''));
    expect(bare).toEqual(lines(one, width));
  });

  it('names a few of many dependencies', () => {
    const dependsOn = Array.from({ length: 40 }, (_, place) => `D${place + 1}`);
    expect(
      lines(spec([task('T001', { dependsOn })]), width)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toContain('D7, D8 and 32 more');
  });
});

it.each([
  [{ usd: 1.2, unknown: 0 }, 'likely cost: $1.20'],
  [{ usd: 1.2, unknown: 1 }, 'likely cost: $1.20, and 1 task of unknown cost'],
  [{ usd: 0, unknown: 1 }, 'likely cost: nothing, and 1 task of unknown cost'],
  [{ usd: 0, unknown: 2 }, 'likely cost: not known yet'],
  [{ usd: 0, unknown: 0 }, 'likely cost: nothing'],
])('a likely cost of %j is told as "%s"', (likelyCost, words) => {
  expect(lines(spec([task('T001'), task('T002')], { likelyCost }), 80)).toContain(
    `1 spec: 2 to run; ${words}`,
  );
});

it.each([
  [{ likelyCostUsd: null }, 'runs, claude, cost not known'],
  [{ likelyCostUsd: 0 }, 'runs, claude, free'],
  [{ likelyCostUsd: 0.001 }, 'runs, claude, about <$0.01'],
  [{ likelyCostUsd: 0, will: 'replay' as const }, 'replays, claude'],
  [{ role: 'clerk-setup-agent' }, 'runs, claude as clerk-setup-agent, about $0.40'],
])('a task of which this is known (%j): %s', (more, words) => {
  expect(lines(spec([task('T001', more)]), 80)).toContain(`        ${words}`);
});

it.each([
  ['few finished tasks are named', ['T001', 'T002'], '  wave 0: Tasks — 2 of 3 tasks done (T001, T002)'],
  ['many are counted', ['1', '2', '3', '4', '5', '6'], '  wave 0: Tasks — 6 of 7 tasks done'],
])('%s', (_, done, line) => {
  const waves = [wave([task('T009')], { done })];
  expect(lines(spec([], { waves, total: done.length + 1 }), 80)).toContain(line);
});

it('tells problems with their places, the first few of each kind, and where to see the rest', () => {
  const problems = [problem('bad', 'error'), ...Array.from({ length: 5 }, () => problem('odd'))];
  const told = lines(spec([task('T001')], { problems }), 200).filter((line) => line.startsWith('  ! '));
  expect(told).toEqual([
    '  ! specs/F001/tasks.md:4:7 bad: It is so.',
    ...Array.from({ length: 3 }, () => '  ! specs/F001/tasks.md:4:7 odd: It is so.'),
    '  ! 2 more. Nothing of it runs before the errors are corrected. To see all, run: npx specwave check-tasks F001',
  ]);
});

describe('how a list was understood', () => {
  const skippedAt = (line: number, reason: string) => ({
    at: { line, column: 1, offset: 0 },
    text: '- [ ] a',
    reason,
  });

  it.each<[string, Partial<PlanSpec>, string]>([
    ['its dialect and order', {}, '  read as in-order: in order, as written'],
    [
      'what is no task, and why',
      { skipped: [skippedAt(12, 'below "Done When"'), skippedAt(13, 'below "Done When"')] },
      '  no task: 2 boxes below "Done When", from line 12',
    ],
    [
      'one of them',
      { skipped: [skippedAt(12, 'in a code block')] },
      '  no task: a box in a code block, line 12',
    ],
    [
      'what is optional',
      { optional: ['2.3', '2.4'] },
      '  optional, not run: 2.3, 2.4 (`optional: run` has them run)',
    ],
  ])('is told: %s', (_, more, line) => {
    expect(lines(spec([task('T001')], more), 200)).toContain(line);
  });

  it('is one screen for a list of thirty tasks', () => {
    const tasks = Array.from({ length: 30 }, (_, place) =>
      task(`T${place + 1}`, { title: 'Make something with a name that is rather long `src/a.ts`'.repeat(2) }),
    );
    const one = spec(tasks, { waves: [wave(tasks, { order: 'in-order' })] });
    expect(lines(one, 80).length).toBeLessThanOrEqual(40);
  });
});

it.each<[PlanWave['order'], boolean, string]>([
  ['in-order', false, 'Tasks — 0 of 2 tasks done, in order'],
  ['at-once', false, 'Tasks — 0 of 2 tasks done, at once'],
  ['mixed', true, 'Tasks — 0 of 2 tasks done'],
])('a wave %s: each task names what it waits for: %s', (order, named, words) => {
  const waves = [
    wave([task('T001'), task('T002', { dependsOn: order === 'at-once' ? [] : ['T001'] })], { order }),
  ];
  for (const width of [80, 200]) {
    const told = lines(spec([], { waves, total: 2 }), width);
    expect(told).toContain(`  wave 0: ${words}`);
    expect(told.some((line) => /T002.*T001|after: T001/.test(line))).toBe(named);
  }
});

it.each([80, 200])('the checks of a task are told on %i columns', (width) => {
  expect(lines(spec([task('T001', { checks: ['npm test', 'true'] })]), width).join('\n')).toContain(
    '`npm test`, `true`',
  );
});

it('what holds for all tasks is said once on a narrow screen', () => {
  const told = lines(spec([task('T001'), task('T002')]), 80);
  expect(told.filter((line) => line.includes('claude'))).toEqual(['  each task runs, claude, about $0.40']);
});

it.each([
  [0.3, true],
  [0.4, false],
])('a budget of %d dollars for what is likely to cost 0.4 is told: %s', (budgetUsd, isTold) => {
  const text = lines(spec([task('T001')]), 200, { budgetUsd }).join('\n');
  expect(text.includes(`limits.budgetUsd of specwave.yaml allows one run ($0.30)`)).toBe(isTold);
});

it('of specs that are complete says so, and shows no waves', () => {
  const one = spec([], { state: 'complete', done: 3, total: 3, likelyCost: { usd: 0, unknown: 0 } });
  expect(lines(one, 80)).toEqual(['F001: Sign-up — 3 of 3 tasks done', '', '1 spec: nothing is left to do']);
});
