import { createColors } from 'picocolors';
import { type PlanAnswer, planLines, type PlanSpec, type PlanTask } from './plan';
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
    problems: { errors: 0, warnings: 0 },
    waves: [{ wave: 0, title: 'Tasks', done: [], tasks }],
    replays: 0,
    runs: tasks.length,
    likelyCost: { usd: 0.4, unknown: 0 },
    ...more,
  };
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
      waves: [{ wave: 0, title: bad, done: [], tasks: [task('T001', { title: bad, files: [bad] })] }],
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
  const waves = [{ wave: 0, title: 'Tasks', done, tasks: [task('T009')] }];
  expect(lines(spec([], { waves, total: done.length + 1 }), 80)).toContain(line);
});

it.each([
  [{ errors: 2, warnings: 1 }, '2 errors, 1 warning (nothing of it runs before that is corrected).'],
  [{ errors: 0, warnings: 3 }, '3 warnings.'],
])('problems (%j) are told in short, and where to see more', (problems, words) => {
  expect(lines(spec([], { problems }), 200)).toContain(
    `  ! ${words} To see more, run: npx specwave check-tasks F001`,
  );
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
