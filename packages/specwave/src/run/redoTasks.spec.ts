import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLease } from '../state/lease';
import { readResult } from '../state/resultStore';
import { readSpec } from '../workspace/readSpec';
import { implementTask } from './implementTask';
import { redoTasks } from './redoTasks';
import { done, ScriptedDriver, TestRun } from './task/testing/run';

const mockDriver = new ScriptedDriver();
jest.mock('../agents/registry', () => ({ driverFor: () => mockDriver }));

const LIST = 'specs/F001/tasks.md';

let test: TestRun;
afterEach(() => test.close());

const text = (path = LIST): string => readFileSync(join(test.root, path), 'utf8');
const git = (...args: string[]): string => execFileSync('git', args, { cwd: test.root, encoding: 'utf8' });
const redo = (...tasks: string[]) => redoTasks(test.context, tasks, null, false);
const digest = (task: string): string | undefined => {
  const read = readSpec(test.context);
  return read.ok ? read.value.digests.get(task) : undefined;
};

/** T001 and T002 are done by the agent, T003 is not. */
async function twoDone(settings = 'commit: off'): Promise<void> {
  test = new TestRun(settings);
  mockDriver.plays(done({ cost_usd: 1 }), done());
  for (const task of ['T001', 'T002']) expect(await implementTask(test.context, task)).toBe(true);
  test.events.length = 0;
}

describe('redo', () => {
  it('unticks by one character, and leaves the work in the tree', async () => {
    await twoDone();
    const before = text();
    expect(await redo('T001')).toEqual({ ok: true, value: null });
    expect(text()).toBe(before.replace('- [x] T001', '- [ ] T001'));
    expect(text('T001.txt')).toBe('done\n');
  });

  it('gives the task another digest, each time, and no other task', async () => {
    await twoDone();
    const before = [digest('T001'), digest('T002')];
    await redo('T001');
    const first = [digest('T001'), digest('T002')];
    // Times are in milliseconds: two wishes of one millisecond are one.
    do await redo('T001');
    while (digest('T001') === first[0]);
    expect(first[1]).toBe(before[1]);
    expect(digest('T002')).toBe(before[1]);
    expect(first[0]).not.toBe(before[0]);
  });

  it('has an agent do the task again, although its result was stored', async () => {
    await twoDone();
    await redo('T001');
    mockDriver.plays((job) => {
      writeFileSync(join(job.tree, 'T001.txt'), 'better\n');
      return { outcome: 'done', summary: null, usage: { cost_usd: 2 }, refused: [] };
    });
    expect(await implementTask(test.context, 'T001')).toBe(true);
    expect(mockDriver.jobs.map(({ task }) => task)).toEqual(['T001']);
    expect(text('T001.txt')).toBe('better\n');
    expect(test.entry('T001')).toMatchObject({ outcome: 'landed', cost_usd: 3 });
  });

  it('puts the stored result aside, and says where', async () => {
    await twoDone();
    await redo('T001');
    expect(readResult(test.root, 'F001', 'T001')).toBeNull();
    expect(existsSync(join(test.root, '.nx/specwave/own/F001/T001'))).toBe(false);
    expect(existsSync(join(test.root, '.nx/specwave/own/F001/T002'))).toBe(true);
    expect(readResult(test.root, 'F001', 'T002')).not.toBeNull();
    expect(test.eventsOf('redo')).toMatchObject([
      {
        spec: 'F001',
        dryRun: false,
        tasks: [{ id: 'T001', wave: 0, because: null, wasDone: true }],
        alsoOpen: 1,
        aside: '.nx/specwave/redone/F001',
      },
    ]);
  });

  it('commits first what has landed and is not committed yet, where the settings want commits', async () => {
    await twoDone('commit: spec');
    await redo('T001');
    expect(git('show', '--stat=200', '--format=', 'HEAD')).toMatch(/T001\.txt[^]*T002\.txt/);
    expect(test.eventsOf('committed')).toMatchObject([{ tasks: 2 }]);
    expect(git('status', '--porcelain', LIST)).toBe(` M ${LIST}\n`);
  });

  it('of a task that is not done is said, and is no error', async () => {
    await twoDone();
    expect(await redo('T003')).toMatchObject({ ok: true });
    expect(test.eventsOf('redo')).toMatchObject([{ tasks: [{ id: 'T003', wasDone: false }], aside: null }]);
  });

  it('of a task without a box takes the word of the ledger back', async () => {
    test = new TestRun('commit: off');
    test.write(LIST, '# Tasks\n\n## Task 1: Write `task1.txt`\n\n**Description:** it\n');
    const read = readSpec(test.context);
    const id = read.ok ? (read.value.list.tasks[0]?.id ?? '') : '';
    mockDriver.plays((job) => {
      writeFileSync(join(job.tree, 'task1.txt'), 'done\n');
      return { outcome: 'done', summary: null, usage: {}, refused: [] };
    });
    expect(await implementTask(test.context, id)).toBe(true);
    expect(await redo(id)).toMatchObject({ ok: true });
    expect(test.entry(id)).toMatchObject({ status: 'pending' });
  });

  it('that is a dry run changes nothing', async () => {
    await twoDone('commit: spec');
    const before = [text(), text('.claude/execution/execution.json'), git('rev-parse', 'HEAD')];
    expect(await redoTasks(test.context, [], 0, true)).toMatchObject({ ok: true });
    expect([text(), text('.claude/execution/execution.json'), git('rev-parse', 'HEAD')]).toEqual(before);
    expect(readResult(test.root, 'F001', 'T001')).not.toBeNull();
    expect(test.eventsOf('redo')).toMatchObject([{ dryRun: true, tasks: [{}, {}, {}], aside: null }]);
  });

  it('is refused, and changes nothing, while another run does one of the tasks', async () => {
    await twoDone();
    const note = {
      digest: '',
      settings: '',
      attempt: 1,
      startedAt: '2026-01-01T10:00:00Z',
      worktree: null,
      base: null,
      ending: null,
    };
    const taken = takeLease(test.root, 'F001', 'T003', note);
    if (!taken.ok || taken.value.kind !== 'taken') throw new Error('no lease');
    const before = text();
    expect(await redo('T001', 'T003')).toMatchObject({
      ok: false,
      problems: [{ code: 'task-in-progress', message: expect.stringContaining('T003') }],
    });
    expect(text()).toBe(before);
    taken.value.lease.release();
    expect(await redo('T001', 'T003')).toMatchObject({ ok: true });
  });

  it('of an unknown task changes nothing, also of those that are known', async () => {
    await twoDone();
    const before = text();
    expect(await redo('T001', 'T009')).toMatchObject({ ok: false, problems: [{ code: 'unknown-task' }] });
    expect(text()).toBe(before);
  });

  it('where the results cannot be put aside warns, and goes on', async () => {
    await twoDone();
    mkdirSync(join(test.root, '.nx/specwave'), { recursive: true });
    writeFileSync(join(test.root, '.nx/specwave/redone'), 'a file in the way');
    expect(await redo('T001')).toMatchObject({ ok: true });
    expect(test.eventsOf('problem')).toMatchObject([
      { problem: { code: 'result-not-aside', severity: 'warning' } },
    ]);
    expect(test.entry('T001')).toMatchObject({ status: 'pending' });
  });
});
