import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEnding } from '../../agents/driver';
import { notePause, pauseFile, readPause } from '../../state/pauses';
import { implementTask } from '../implementTask';
import { done, ends, ScriptedDriver, type Step, TestRun } from './testing/run';

const mockDriver = new ScriptedDriver();
jest.mock('../../agents/registry', () => ({ driverFor: () => mockDriver }));

let test: TestRun;
beforeEach(() => {
  process.env['SPECWAVE_BACKOFF_MS'] = '5';
});
afterEach(() => {
  delete process.env['SPECWAVE_BACKOFF_MS'];
  test.close();
});

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** As another task would that has met a quota. */
const pause = (): ReturnType<typeof notePause> =>
  notePause(test.root, 'script', { launchedAt: Date.now() - 1, resetsAt: inAnHour() }, 5);

describe('a task whose agent has no quota', () => {
  it('waits, and goes on with the same attempt in the same tree', async () => {
    test = new TestRun('limits: { quotaWait: 1m, attempts: 1 }');
    mockDriver.plays(
      (job) => {
        writeFileSync(join(job.tree, 'T001.txt'), 'half\n');
        return { outcome: 'quota', message: 'Too many requests.', next: '', usage: {} };
      },
      (job) => {
        expect(readFileSync(join(job.tree, 'T001.txt'), 'utf8')).toBe('half\n');
        return { outcome: 'done', summary: null, usage: {}, refused: [] };
      },
    );
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(mockDriver.jobs.map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(mockDriver.jobs[1]?.prompt).toMatch(/ended as `quota`[^]*Too many requests/);
    expect(test.entry('T001')).toMatchObject({ outcome: 'landed', attempts: 1 });
    expect(readPause(test.root, 'script')).toBeNull();
  });

  it('ends as `quota` where the reset is too far away, and says when to come back', async () => {
    test = new TestRun('limits: { quotaWait: 1m }');
    mockDriver.plays(ends('quota', { message: 'Limit reached.', resetsAt: inAnHour() }));
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({
      status: 'pending',
      outcome: 'quota',
      attempts: 0,
      message: expect.stringMatching(/no quota until (\d{4}-\d\d-\d\d )?\d\d:\d\d[^]*Limit reached\./),
      next: expect.stringMatching(/^Run the same command again after .*quotaWait.*pauses\/script\.json/),
    });
    expect(test.ticked).toEqual([]);
  });

  it('counts what it waits, one quota after another, until the limit', async () => {
    test = new TestRun('limits: { quotaWait: 60ms }');
    mockDriver.plays(...Array.from({ length: 20 }, () => ends('quota')));
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({ outcome: 'quota', attempts: 0 });
    // 5, 10, 20, 40 ms: the fourth would pass the limit. On a slow machine some pass by while the task is busy elsewhere.
    expect(mockDriver.jobs.length).toBeGreaterThan(1);
    expect(mockDriver.jobs.length).toBeLessThanOrEqual(12);
  });

  it('does not even start where it would have to wait too long, nor gets a tree', async () => {
    test = new TestRun('limits: { quotaWait: 1m }');
    await pause();
    mockDriver.plays();
    expect(await implementTask(test.context, 'T002')).toBe(false);
    expect(test.entry('T002')).toMatchObject({ outcome: 'quota', attempts: 0 });
    expect(existsSync(join(test.root, '.nx/specwave/bases'))).toBe(false);
  });

  it('starts as soon as another process finds that there is quota again', async () => {
    test = new TestRun('limits: { quotaWait: 2h }');
    await pause();
    test.onEvent = ({ type }) => {
      if (type === 'agent-paused') rmSync(join(test.root, pauseFile('script')));
    };
    mockDriver.plays(done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
  });

  it('is cancelled at once where the run is interrupted while it waits', async () => {
    test = new TestRun('limits: { quotaWait: 2h }');
    await pause();
    test.onEvent = ({ type }) => {
      if (type === 'agent-paused') test.abort.abort();
    };
    mockDriver.plays();
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({ outcome: 'cancelled', attempts: 0 });
  });

  it('lets tasks of other agents go on', async () => {
    test = new TestRun('limits: { quotaWait: 1m }');
    await notePause(test.root, 'claude', { launchedAt: 0, resetsAt: inAnHour() }, 5);
    mockDriver.plays(done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
  });
});

describe('after an attempt that failed', () => {
  it('by the fault of the provider, the next one waits, longer each time', async () => {
    test = new TestRun('limits: { attempts: 3 }');
    const down = ends('failed', { again: 'after-a-pause' });
    mockDriver.plays(down, down, done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
    const [one, two] = test.eventsOf('attempt-failed').map(({ waitMs }) => waitMs);
    expect(one).toBeGreaterThanOrEqual(5);
    expect(two).toBeGreaterThanOrEqual(10);
    expect(mockDriver.jobs.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('otherwise, the next one starts at once', async () => {
    test = new TestRun('limits: { attempts: 2 }');
    mockDriver.plays(ends('failed'), done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(test.eventsOf('attempt-failed')).toMatchObject([{ waitMs: 0 }]);
  });

  it('for good, there is no other', async () => {
    test = new TestRun('limits: { attempts: 3 }');
    mockDriver.plays(ends('failed', { message: 'No login.', again: 'no' }));
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({ outcome: 'failed', attempts: 1, message: 'No login.' });
  });

  it('the next one knows why it failed, even when it met a quota first', async () => {
    test = new TestRun('limits: { attempts: 2, quotaWait: 1m }');
    mockDriver.plays(ends('failed', { message: 'It broke.' }), ends('quota'), done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(mockDriver.jobs[2]?.prompt).toMatch(/ended as `quota`[^]*ended as failed: It broke\./);
  });

  it('a quota instead of the next one does not hide why it failed', async () => {
    test = new TestRun('limits: { attempts: 2, quotaWait: 1m }');
    mockDriver.plays(async () => {
      await pause();
      return { outcome: 'failed', message: 'It broke.', next: '', usage: {} };
    });
    expect(await implementTask(test.context, 'T001')).toBe(false);
    const message = expect.stringMatching(/no quota until[^]*It broke\./) as unknown;
    expect(test.entry('T001')).toMatchObject({ outcome: 'quota', attempts: 1, message });
  });
});

describe('an agent that says it is done and was refused something', () => {
  it.each([
    [
      'changed nothing',
      () => ({ outcome: 'done' as const, summary: null, usage: {}, refused: ['edit T001.txt'] }),
    ],
    ['fails a check', done({}, ['edit T001.txt'])],
  ])('and %s is `denied`, with the setting to change', async (what, step) => {
    test = new TestRun(what === 'fails a check' ? 'verify: ["node -e process.exit(1)"]' : '');
    mockDriver.plays(step);
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(mockDriver.jobs).toHaveLength(1);
    expect(test.entry('T001')).toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('not allowed to: edit T001.txt'),
      next: expect.stringContaining('`permissions: full`'),
    });
  });

  it('and whose work passes lands', async () => {
    test = new TestRun('');
    mockDriver.plays(done({}, ['run npm test']));
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(test.ticked).toEqual(['T001']);
  });
});

describe('an agent that says it is done, and whose last words are those of its provider', () => {
  const ifUnchanged = { outcome: 'quota', message: 'Error: 429', next: 'Later.', usage: {} } as const;
  const words: Step = () => ({ outcome: 'done', summary: 'Error: 429', usage: {}, refused: [], ifUnchanged });

  it('had no quota, where it changed nothing: no attempt is used up', async () => {
    test = new TestRun('limits: { quotaWait: 1m, attempts: 1 }');
    mockDriver.plays(words, done());
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(test.entry('T001')).toMatchObject({ outcome: 'landed', attempts: 1 });
  });

  it('is done where it did its work', async () => {
    test = new TestRun('limits: { attempts: 1 }');
    mockDriver.plays((...args) => ({ ...done()(...args), ifUnchanged }) as AgentEnding);
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(readPause(test.root, 'script')).toBeNull();
  });

  it('is not tried again where the fault is final', async () => {
    test = new TestRun('limits: { attempts: 2 }');
    const login = {
      outcome: 'failed',
      message: 'Not logged in: 401',
      next: 'Log in.',
      usage: {},
      again: 'no',
    } as const;
    mockDriver.plays((...args) => ({ ...words(...args), ifUnchanged: login }) as AgentEnding);
    expect(await implementTask(test.context, 'T001')).toBe(false);
    expect(test.entry('T001')).toMatchObject({
      outcome: 'failed',
      message: 'Not logged in: 401',
      next: expect.stringContaining('Log in.'),
    });
  });
});

it('an agent that changed nothing is shown with its last words, and without a cost', async () => {
  test = new TestRun('limits: { attempts: 1 }');
  mockDriver.plays(() => ({
    outcome: 'done',
    summary: null,
    usage: {},
    refused: [],
    lastLines: 'I could not find it.',
  }));
  expect(await implementTask(test.context, 'T001')).toBe(false);
  const entry = test.entry('T001');
  expect(entry).toMatchObject({ outcome: 'empty', message: expect.stringContaining('I could not find it.') });
  expect(entry).not.toHaveProperty('cost_usd');
});
