import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { summariseRun } from '../../answers/summariseRun';
import { newHolder } from '../../state/holder';
import { readResult } from '../../state/resultStore';
import { type Spec, readSpec } from '../../workspace/readSpec';
import { finishSpec } from '../finishSpec';
import { implementTask } from '../implementTask';
import { cleanUpAfterKilled } from '../trees/cleanUp';
import { unknownCosts } from './budget';
import { done, ends, ScriptedDriver, TestRun } from './testing/run';

const mockDriver = new ScriptedDriver();
jest.mock('../../agents/registry', () => ({ driverFor: () => mockDriver }));

let test: TestRun;
afterEach(() => test.close());

function specOf(): Spec {
  const read = readSpec(test.context);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

const implement = (task: string): Promise<boolean> => implementTask(test.context, task);

describe('the budget of a run', () => {
  it('lets no agent start once it is used up, and says what was spent and what to raise', async () => {
    test = new TestRun('limits: { budgetUsd: 2 }');
    mockDriver.plays(done({ cost_usd: 1.5 }), done({ cost_usd: 0.75 }));
    expect([await implement('T001'), await implement('T002'), await implement('T003')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(mockDriver.jobs.map(({ budgetUsd }) => budgetUsd)).toEqual([2, 0.5]);
    expect(test.entry('T003')).toMatchObject({
      outcome: 'budget',
      attempts: 0,
      message: 'Not started: $2.25 of the $2.00 that this run may cost are spent.',
      next: expect.stringContaining('`limits: { budgetUsd: 2 }`'),
    });
    expect(test.ledger.last_run).toMatchObject({ cost_usd: 2.25, budget_usd: 2 });
  });

  it('counts what running agents have told so far, and names them', async () => {
    test = new TestRun('limits: { budgetUsd: 1 }');
    let second: boolean | null = null;
    mockDriver.plays(async (job, emit, signal) => {
      emit({ type: 'agent-usage', usage: { cost_usd: 0.4 } });
      emit({ type: 'agent-usage', usage: { cost_usd: 1.25 } });
      second = await implement('T002');
      return done()(job, emit, signal);
    });
    expect(await implement('T001')).toBe(true);
    expect(second).toBe(false);
    const message = expect.stringContaining('F001:T001 (script, $1.25 so far)') as unknown;
    expect(test.entry('T002')).toMatchObject({ outcome: 'budget', message });
    expect(test.entry('T001')).toMatchObject({ cost_usd: 1.25 });
  });

  it('is asked before each attempt', async () => {
    test = new TestRun('limits: { budgetUsd: 1, attempts: 3 }');
    mockDriver.plays(ends('failed', { usage: { cost_usd: 1 } }));
    expect(await implement('T001')).toBe(false);
    const message = expect.stringMatching(/^Not started: [^]* ended as failed: It was failed\./) as unknown;
    expect(test.entry('T001')).toMatchObject({ outcome: 'budget', attempts: 1, cost_usd: 1, message });
  });

  it('that an agent holds itself ends the task alike', async () => {
    test = new TestRun('limits: { budgetUsd: 1 }');
    mockDriver.plays(ends('budget', { usage: { cost_usd: 0.9 } }));
    expect(await implement('T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({ outcome: 'budget', attempts: 1, cost_usd: 0.9 });
  });

  it('of nothing lets only what is free be done', async () => {
    test = new TestRun('limits: { budgetUsd: 0 }');
    mockDriver.plays(done());
    expect(await implement('T001')).toBe(false);
    expect(mockDriver.jobs).toEqual([]);
    test.write('specwave.yaml', 'limits: { budgetUsd: 0 }\n');
    expect(await implement('T001')).toBe(true);
    expect(existsSync(join(test.root, '.nx/specwave/spending'))).toBe(false);
  });

  it('is told in the summaries of the spec and of the run', async () => {
    test = new TestRun('limits: { budgetUsd: 20 }');
    const before = Date.now();
    mockDriver.plays(done({ cost_usd: 1.2, input_tokens: 10 }));
    await implement('T001');
    await finishSpec(test.context);
    const run = { capUsd: 20, spent: { cost_usd: 1.2, input_tokens: 10, output_tokens: 0 } };
    expect(test.eventsOf('spec-finished')).toMatchObject([{ run, row: { spent: run.spent } }]);
    await summariseRun(test.context, [test.context.spec], before);
    await summariseRun(test.context, [test.context.spec], before + 3_600_000);
    expect(test.eventsOf('run-finished')).toMatchObject([
      { run, rows: [{ spent: run.spent }] },
      { run: null },
    ]);
  });
});

describe('what a task cost', () => {
  it('is worked out of tokens by the price of its model, also while the agent runs', async () => {
    const agents = 'agents: { script: { driver: codex, model: small } }';
    test = new TestRun('');
    test.write(
      'specwave.yaml',
      `default: script\n${agents}\nprices: { small: { input: 2, output: 10, cachedInput: 1 } }\n`,
    );
    mockDriver.plays(async (job, emit, signal) => {
      emit({ type: 'agent-usage', usage: { input_tokens: 1_000_000 } });
      const account = join(test.root, '.nx/specwave/spending');
      const [run = ''] = readdirSync(account);
      const [launch = ''] = readdirSync(join(account, run));
      expect(JSON.parse(readFileSync(join(account, run, launch), 'utf8'))).toMatchObject({
        usage: { cost_usd: 2 },
        ended: false,
      });
      const usage = { input_tokens: 1_000_000, cached_input_tokens: 500_000, output_tokens: 100_000 };
      return done(usage)(job, emit, signal);
    });
    expect(await implement('T001')).toBe(true);
    // Half of what was read came from a cache: less than was told before, and so it stays.
    expect(test.entry('T001')).toMatchObject({
      cost_usd: 2.5,
      input_tokens: 1_000_000,
      output_tokens: 100_000,
    });
  });

  it('is what all its launches cost, those that failed or met a quota too', async () => {
    process.env['SPECWAVE_BACKOFF_MS'] = '1';
    test = new TestRun('limits: { attempts: 2 }');
    mockDriver.plays(
      ends('quota', { usage: { cost_usd: 0.1 } }),
      ends('failed', { usage: { cost_usd: 0.2, output_tokens: 5 } }),
      (job, emit, signal) => {
        expect(test.entry('T001')).toMatchObject({ status: 'in_progress', cost_usd: 0.3, output_tokens: 5 });
        return done({ cost_usd: 0.4 })(job, emit, signal);
      },
    );
    expect(await implement('T001')).toBe(true);
    delete process.env['SPECWAVE_BACKOFF_MS'];
    expect(test.entry('T001')).toMatchObject({ cost_usd: 0.7, output_tokens: 5, attempts: 2 });
    expect(readResult(test.root, 'F001', 'T001')?.result.usage).toEqual({ cost_usd: 0.7, output_tokens: 5 });
    expect(test.ledger.overall).toMatchObject({ cost_usd: 0.7, output_tokens: 5 });
  });

  it('adds up over runs, and a result that is replayed adds nothing', async () => {
    test = new TestRun('limits: { attempts: 1 }');
    mockDriver.plays(ends('failed', { usage: { cost_usd: 1 } }), done({ cost_usd: 2 }));
    expect([await implement('T001'), await implement('T001')]).toEqual([false, true]);
    expect(test.entry('T001')).toMatchObject({ cost_usd: 3 });
    const list = join(test.root, 'specs/F001/tasks.md');
    writeFileSync(list, readFileSync(list, 'utf8').replace('[x]', '[ ]'));
    expect(await implement('T001')).toBe(true);
    expect(test.eventsOf('task-landed').at(-1)).toMatchObject({ replayed: true });
    expect(test.entry('T001')).toMatchObject({ outcome: 'landed', cost_usd: 3 });
  });

  it('is not said where nothing was paid', async () => {
    test = new TestRun('');
    mockDriver.plays(done());
    await implement('T001');
    expect(JSON.stringify(test.ledger)).not.toMatch(/"(?:cost_usd|\w+_tokens|last_run)":/);
  });
});

it('what a killed run had paid is in the ledger after the next begin, once, and its account is gone', async () => {
  test = new TestRun('');
  mockDriver.plays(ends('failed', { usage: { cost_usd: 1 }, again: 'no' }));
  await implement('T001');
  const gone = { ...newHolder(), started: 1 };
  const folder = join(test.root, '.nx/specwave/spending/1-abc');
  mkdirSync(folder);
  const launch = {
    run: gone,
    holder: gone,
    spec: 'F001',
    task: 'T001',
    agent: 'script',
    startedAt: new Date().toISOString(),
    before: { cost_usd: 1, input_tokens: 0, output_tokens: 0 },
    usage: { cost_usd: 0.5, input_tokens: 7 },
    ended: false,
    capUsd: null,
  };
  writeFileSync(join(folder, 'a.json'), JSON.stringify(launch));
  for (let times = 0; times < 2; times++) {
    await cleanUpAfterKilled(test.context, { kind: 'none', why: '' }, specOf());
    expect(existsSync(folder)).toBe(false);
  }
  expect(test.entry('T001')).toMatchObject({ cost_usd: 1.5, input_tokens: 7 });
});

describe('begin, where there is a budget', () => {
  const settings = (agent: string, more = ''): string =>
    `default: script\nagents: { script: ${agent} }\nlimits: { budgetUsd: 5 }\n${more}`;
  const codex = '{ driver: codex, model: small }';

  it.each([
    ['codex without a price', settings(codex), true],
    [
      'codex with the price of its model',
      settings(codex, 'prices: { small: { input: 1, output: 2 } }'),
      false,
    ],
    ['acp without a price', settings('{ driver: acp, preset: gemini }'), true],
    [
      'acp with a price of its own',
      settings('{ driver: acp, preset: gemini }', 'prices: { script: { input: 1, output: 2 } }'),
      false,
    ],
    ['a command, of which nothing is known', settings('{ driver: command, command: [x] }'), true],
    ['an agent over ACP of which nothing is known', settings('{ driver: acp, preset: goose }'), true],
    ['claude, which tells what it costs', settings('{ driver: claude }'), false],
    [
      'codex, to which no task is mapped',
      settings(codex).replace('default: script', 'default: recipe'),
      false,
    ],
    ['codex and no budget', settings(codex).replace(/limits.*/, ''), false],
  ])('warns of costs that nobody can tell: %s', (_, yaml, warns) => {
    test = new TestRun('');
    test.write('specwave.yaml', yaml);
    expect(unknownCosts(specOf()).map(({ code }) => code)).toEqual(warns ? ['budget-unknown-cost'] : []);
  });

  it.each([
    [{ cost_usd: 0.5 }, false],
    [{ input_tokens: 5 }, true],
    [{}, true],
  ])('knows of a command what it told before: %j', (paid, warns) => {
    test = new TestRun('');
    test.write('specwave.yaml', settings('{ driver: command, command: [x] }'));
    const tasks = { T001: { status: 'pending', outcome: 'failed', agent: 'script', ...paid } };
    const ledger = { specs: { F001: { status: 'partial', tasks } } };
    test.write('.claude/execution/execution.json', JSON.stringify(ledger));
    expect(unknownCosts(specOf())).toHaveLength(warns ? 1 : 0);
  });
});
