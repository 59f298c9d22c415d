import { newHolder } from '../state/holder';
import type { Launch } from '../state/spending';
import { enterAccount } from './costs';
import { beginSpec, newLedger, recordTask, recompute, specOf, taskOf } from './entries';
import type { Ledger } from './schema';

const NINE = new Date('2026-01-01T09:00:00Z');
const COUNTS = { total: 2, completed: 0, now: NINE };
const NOTHING = { cost_usd: 0, input_tokens: 0, output_tokens: 0 };

function started(...tasks: string[]): Ledger {
  const begun = beginSpec(newLedger(NINE), { id: 'F001', path: 'p', agents: [], ...COUNTS });
  return tasks.reduce(
    (ledger, id) => recordTask(ledger, 'F001', id, { status: 'in_progress' }, COUNTS),
    begun,
  );
}

function launch(task: string, usage: Launch['usage'], more: Partial<Launch> = {}): Launch {
  const holder = newHolder();
  return {
    run: holder,
    holder,
    spec: 'F001',
    task,
    agent: 'script',
    startedAt: NINE.toISOString(),
    before: NOTHING,
    usage,
    ended: true,
    capUsd: null,
    ...more,
  };
}

const enter = (ledger: Ledger, ...launches: Launch[]): Ledger =>
  recompute(enterAccount(ledger, { name: 'run', launches }));

it('costs of tasks add up to those of their spec and of all specs', () => {
  const one = launch('T001', { cost_usd: 0.1, input_tokens: 10 });
  const after = enter(started('T001', 'T002'), one, launch('T002', { cost_usd: 0.2, output_tokens: 3 }));
  expect(taskOf(after, 'F001', 'T001')).toEqual({ status: 'in_progress', cost_usd: 0.1, input_tokens: 10 });
  const sums = { cost_usd: 0.3, input_tokens: 10, output_tokens: 3 };
  expect(specOf(after, 'F001')).toMatchObject(sums);
  expect(after.overall).toMatchObject(sums);
});

it('what is free leaves no trace', () => {
  const before = started('T001');
  expect(JSON.stringify(enter(before, launch('T001', {})))).toBe(JSON.stringify(before));
});

it('entering an account again, or an older state of it, changes nothing', () => {
  const now = launch('T001', { cost_usd: 2 }, { before: { ...NOTHING, cost_usd: 1 } });
  const once = enter(started('T001'), now);
  expect(taskOf(once, 'F001', 'T001')?.cost_usd).toBe(3);
  expect(enter(once, now)).toEqual(once);
  const older = enter(once, { ...now, usage: { cost_usd: 0.5 } });
  expect(taskOf(older, 'F001', 'T001')?.cost_usd).toBe(3);
});

it('the next state of a task keeps what was paid for it', () => {
  const paid = enter(started('T001'), launch('T001', { cost_usd: 1.5, output_tokens: 7 }));
  const failed = { status: 'pending', outcome: 'failed', cost_usd: 0 } as const;
  const after = recordTask(paid, 'F001', 'T001', failed, COUNTS);
  expect(taskOf(after, 'F001', 'T001')).toEqual({ ...failed, cost_usd: 1.5, output_tokens: 7 });
  const again = recordTask(after, 'F001', 'T001', { status: 'in_progress' }, COUNTS);
  expect(taskOf(again, 'F001', 'T001')).toMatchObject({ cost_usd: 1.5, output_tokens: 7 });
});

it.each(['__proto__', 'constructor'])('a spec and a task called %s get their costs too', (name) => {
  const ledger = recordTask(newLedger(NINE), name, name, { status: 'in_progress' }, COUNTS);
  const after = enter(ledger, launch(name, { cost_usd: 1 }, { spec: name }));
  expect(taskOf(after, name, name)).toMatchObject({ cost_usd: 1 });
  expect(after.overall).toMatchObject({ cost_usd: 1, total_specs: 1 });
});

it('a launch for a task that is gone makes no entry', () => {
  const after = enter(started('T001'), launch('T009', { cost_usd: 1 }), launch('T001', {}, { spec: 'F009' }));
  expect(Object.keys(after.specs)).toEqual(['F001']);
  expect(taskOf(after, 'F001', 'T009')).toBeUndefined();
});

describe('the last run', () => {
  const at = (time: string, cost: number, capUsd: number | null = null): Launch =>
    launch('T001', { cost_usd: cost, input_tokens: 1 }, { startedAt: `2026-01-01T${time}Z`, capUsd });

  it('is entered with its begin, what it cost in all, and its cap as it was last', () => {
    const after = enter(started('T001'), at('10:00:05.500', 1, 20), at('10:00:00.900', 2, 10));
    expect(after.last_run).toEqual({
      started_at: '2026-01-01T10:00:00+00:00',
      cost_usd: 3,
      input_tokens: 2,
      budget_usd: 20,
    });
  });

  it('is the one that was begun last, whichever is entered last', () => {
    const newer = enter(started('T001'), at('11:00:00', 1));
    expect(enter(newer, at('10:59:59', 5)).last_run).toEqual(newer.last_run);
    expect(enter(newer, at('11:00:00.700', 5)).last_run).toMatchObject({ cost_usd: 5 });
  });
});
