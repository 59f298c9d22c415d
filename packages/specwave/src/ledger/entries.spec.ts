import * as fc from 'fast-check';
import { OUTCOMES } from '../plan/outcomes';
import {
  beginSpec,
  completedTasks,
  finishSpec,
  newLedger,
  openGate,
  recompute,
  recordGate,
  recordTask,
  settleTasks,
  specOf,
  taskOf,
  unsettledTasks,
} from './entries';
import { SPEC_STATUSES, type Ledger } from './schema';

const NINE = new Date('2026-01-01T09:00:00Z');
const TEN = new Date('2026-01-01T10:00:00Z');
const LANDED = { status: 'completed', outcome: 'landed' } as const;

function begun(total = 2, completed = 0): Ledger {
  return beginSpec(newLedger(NINE), {
    id: 'F001',
    path: 'specs/F001',
    total,
    completed,
    agents: ['recipe'],
    now: NINE,
  });
}

it('a new ledger has the original keys, and its time as `date -Iseconds` writes it', () => {
  expect(newLedger(NINE)).toEqual({
    session: '2026-01-01T09:00:00+00:00',
    specs: {},
    overall: { total_specs: 0, completed: 0, in_progress: 0, pending: 0, partial: 0 },
  });
});

describe('beginning a spec', () => {
  it('enters it with the keys of the original format', () => {
    expect(specOf(begun(5, 2), 'F001')).toEqual({
      status: 'in_progress',
      tasks_total: 5,
      tasks_completed: 2,
      remaining: 3,
      agents_mapped: ['recipe'],
      started_at: '2026-01-01T09:00:00+00:00',
      last_updated: '2026-01-01T09:00:00+00:00',
      path: 'specs/F001',
      tasks: {},
    });
  });

  it('keeps `started_at` of one that was running', () => {
    const again = beginSpec(begun(), { id: 'F001', path: 'p', total: 2, completed: 1, agents: [], now: TEN });
    expect(specOf(again, 'F001')).toMatchObject({
      started_at: '2026-01-01T09:00:00+00:00',
      last_updated: '2026-01-01T10:00:00+00:00',
    });
  });

  it('starts the time anew for one that had ended, and takes `completed_at` away', () => {
    const ended = finishSpec(begun(), 'F001', { total: 2, completed: 2, now: NINE });
    const again = beginSpec(ended, { id: 'F001', path: 'p', total: 3, completed: 2, agents: [], now: TEN });
    expect(specOf(again, 'F001')).toMatchObject({ started_at: '2026-01-01T10:00:00+00:00' });
    expect(specOf(again, 'F001')).not.toHaveProperty('completed_at');
  });

  it('drops no key that it does not know, and no task', () => {
    const before = recompute({
      specs: { F001: { status: 'partial', note: 'mine', tasks: { T001: LANDED } } },
    });
    const after = beginSpec(before, { id: 'F001', path: 'p', total: 2, completed: 1, agents: [], now: TEN });
    expect(specOf(after, 'F001')).toMatchObject({ note: 'mine', tasks: { T001: LANDED } });
  });
});

describe('recording a task', () => {
  it('counts anew and leaves a spec whose task landed in progress', () => {
    const after = recordTask(begun(), 'F001', 'T001', LANDED, { total: 2, completed: 1, now: TEN });
    expect(specOf(after, 'F001')).toMatchObject({
      status: 'in_progress',
      tasks_completed: 1,
      remaining: 1,
      last_updated: '2026-01-01T10:00:00+00:00',
      tasks: { T001: LANDED },
    });
  });

  test.each(OUTCOMES.filter((outcome) => outcome !== 'landed'))(
    'a task that ended as `%s` makes its spec partial, and it stays so',
    (outcome) => {
      const counts = { total: 2, completed: 0, now: TEN };
      const one = recordTask(begun(), 'F001', 'T001', { status: 'pending', outcome }, counts);
      const two = recordTask(one, 'F001', 'T002', LANDED, { ...counts, completed: 1 });
      expect([specOf(one, 'F001')?.status, specOf(two, 'F001')?.status]).toEqual(['partial', 'partial']);
      expect(one.overall).toMatchObject({ total_specs: 1, partial: 1, in_progress: 0 });
    },
  );

  it('a task that starts is recorded without an outcome', () => {
    const started = { status: 'in_progress', agent: 'recipe' } as const;
    const after = recordTask(begun(), 'F001', 'T001', started, { total: 2, completed: 0, now: TEN });
    expect(specOf(after, 'F001')?.status).toBe('in_progress');
    expect(taskOf(after, 'F001', 'T001')).toEqual(started);
  });

  it('a new attempt replaces what the last one left, and keeps keys of others', () => {
    const counts = { total: 2, completed: 0, now: TEN };
    const failed = { status: 'pending', outcome: 'failed', message: 'exit 1', reviewer: 'Ada' } as const;
    const one = recordTask(begun(), 'F001', 'T001', failed, counts);
    const two = recordTask(one, 'F001', 'T001', LANDED, { ...counts, completed: 1 });
    expect(taskOf(two, 'F001', 'T001')).toEqual({ ...LANDED, reviewer: 'Ada' });
  });

  it('completed tasks are those that the ledger says are completed', () => {
    const counts = { total: 2, completed: 0, now: TEN };
    const one = recordTask(begun(), 'F001', 'T001', LANDED, counts);
    const two = recordTask(one, 'F001', 'T002', { status: 'pending', outcome: 'quota' }, counts);
    expect([...completedTasks(two, 'F001')]).toEqual(['T001']);
    expect([...completedTasks(two, 'constructor')]).toEqual([]);
  });
});

describe('finishing a spec', () => {
  it('one with nothing left is completed, and says when', () => {
    const after = finishSpec(begun(), 'F001', { total: 2, completed: 2, now: TEN });
    expect(specOf(after, 'F001')).toMatchObject({
      status: 'completed',
      remaining: 0,
      completed_at: '2026-01-01T10:00:00+00:00',
    });
    expect(after.overall).toMatchObject({ completed: 1, in_progress: 0 });
  });

  it('one with something left is partial', () => {
    const after = finishSpec(begun(), 'F001', { total: 2, completed: 1, now: TEN });
    expect(specOf(after, 'F001')).toMatchObject({ status: 'partial', remaining: 1 });
    expect(specOf(after, 'F001')).not.toHaveProperty('completed_at');
  });

  it('one without tasks is never completed', () => {
    const after = finishSpec(begun(0), 'F001', { total: 0, completed: 0, now: TEN });
    expect(specOf(after, 'F001')?.status).toBe('partial');
  });

  it('one with a box ticked over work that failed is partial', () => {
    const counts = { total: 2, completed: 2, now: TEN };
    const failed = recordTask(begun(), 'F001', 'T001', { status: 'pending', outcome: 'failed' }, counts);
    const settled = settleTasks(failed, 'F001', ['T001', 'T002']);
    expect(unsettledTasks(settled, 'F001', ['T001', 'T002'])).toEqual(['T001']);
    expect(specOf(finishSpec(settled, 'F001', { ...counts, unsettled: 1 }), 'F001')?.status).toBe('partial');
  });

  it('a tick over work that only was not done settles it', () => {
    const counts = { total: 2, completed: 2, now: TEN };
    const left = recordTask(begun(), 'F001', 'T001', { status: 'pending', outcome: 'needs-agent' }, counts);
    const settled = settleTasks(left, 'F001', ['T001', 'T002']);
    expect(unsettledTasks(settled, 'F001', ['T001', 'T002'])).toEqual([]);
    expect(taskOf(settled, 'F001', 'T001')).toEqual({ status: 'completed' });
  });

  it('saying it twice changes nothing', () => {
    const once = finishSpec(begun(), 'F001', { total: 2, completed: 2, now: NINE });
    expect(finishSpec(once, 'F001', { total: 2, completed: 2, now: TEN })).toEqual(once);
  });
});

const hostileIds = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'F001',
  '1',
  'a.b',
);

it('`overall` adds up to `total_specs` after any updates, whatever the ids', () => {
  const step = fc.record({
    verb: fc.constantFrom('begin', 'record', 'finish', 'open gate', 'fail gate'),
    id: fc.oneof(hostileIds, fc.string()),
    task: hostileIds,
    outcome: fc.constantFrom(...OUTCOMES),
    total: fc.nat(5),
    completed: fc.nat(7),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let ledger = newLedger(NINE);
      for (const { verb, id, task, outcome, ...counts } of steps) {
        const now = TEN;
        if (verb === 'begin') ledger = beginSpec(ledger, { id, path: 'p', agents: [], ...counts, now });
        else if (verb === 'finish') ledger = finishSpec(ledger, id, { ...counts, now });
        else if (verb === 'open gate') ledger = openGate(ledger, id, counts.total);
        else if (verb === 'fail gate') ledger = recordGate(ledger, id, counts.total, 'failed', task, now);
        else ledger = recordTask(ledger, id, task, { status: 'pending', outcome }, { ...counts, now });
        expect(Object.hasOwn(ledger.specs, id)).toBe(true);
      }
      const overall = ledger.overall;
      const parts = SPEC_STATUSES.map((status) => overall?.[status] ?? 0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(overall?.total_specs);
      expect(overall?.total_specs).toBe(new Set(steps.map(({ id }) => id)).size);
      for (const spec of Object.values(ledger.specs)) {
        expect((spec.tasks_completed ?? 0) + (spec.remaining ?? 0)).toBe(spec.tasks_total ?? 0);
        const isDone =
          spec.remaining === 0 && spec.tasks_total !== 0 && typeof spec.completed_at === 'string';
        expect(spec.status !== 'completed' || isDone).toBe(true);
      }
    }),
  );
});
