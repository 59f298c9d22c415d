import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginSpec, finishSpec, gateOf, newLedger, recordGate, recordTask, specOf, taskOf } from './entries';
import { enterRedo, putAside } from './redo';
import type { Ledger, TaskEntry } from './schema';

const NINE = new Date('2026-01-01T09:00:00.000Z');
const TEN = new Date('2026-01-01T10:00:00.123Z');
const SPEC = { name: 'F001', path: 'specs/F001' };
const T001 = { id: 'T001', wave: 0, wasDone: true };

/** Two tasks in two waves, all done. */
function finished(): Ledger {
  const counts = { total: 2, completed: 2, now: NINE };
  const begun = beginSpec(newLedger(NINE), { id: 'F001', path: 'specs/F001', agents: ['claude'], ...counts });
  const landed: TaskEntry = {
    status: 'completed',
    outcome: 'landed',
    agent: 'claude',
    digest: 'd',
    attempts: 1,
    files: ['a'],
  };
  const done = ['T001', 'T002'].reduce((ledger, id) => recordTask(ledger, 'F001', id, landed, counts), begun);
  const passed = [0, 1].reduce(
    (ledger, wave) => recordGate(ledger, 'F001', wave, 'passed', null, NINE),
    done,
  );
  const ledger = finishSpec(passed, 'F001', counts);
  const tasks = specOf(ledger, 'F001')?.tasks ?? {};
  Object.assign(tasks['T001'] ?? {}, { cost_usd: 0.5, input_tokens: 10, reviewer: 'Ann' });
  return ledger;
}

const redone = (ledger = finished()) => enterRedo(ledger, SPEC, [T001], { total: 2, completed: 1, now: TEN });

describe('the ledger', () => {
  it('has the task as pending, with what it has cost and what others wrote, and the moment', () => {
    expect(taskOf(redone(), 'F001', 'T001')).toEqual({
      status: 'pending',
      redone_at: '2026-01-01T10:00:00.123Z',
      cost_usd: 0.5,
      input_tokens: 10,
      reviewer: 'Ann',
    });
  });

  it('leaves other tasks as they were', () => {
    expect(taskOf(redone(), 'F001', 'T002')).toEqual(taskOf(finished(), 'F001', 'T002'));
  });

  it('has the spec as partial, without a time of completion, counted anew, with all that was paid', () => {
    const ledger = redone();
    const spec = specOf(ledger, 'F001');
    expect(spec).toMatchObject({ status: 'partial', tasks_completed: 1, remaining: 1, cost_usd: 0.5 });
    expect(spec).not.toHaveProperty('completed_at');
    expect(ledger.overall).toMatchObject({ total_specs: 1, completed: 0, partial: 1 });
  });

  it('has the gates of these waves open again, and no others', () => {
    expect([0, 1].map((wave) => gateOf(redone(), 'F001', wave)?.status)).toEqual(['open', 'passed']);
  });

  it('keeps a gate as it is where no task of its wave was done', () => {
    const ledger = enterRedo(finished(), SPEC, [{ ...T001, wasDone: false }], {
      total: 2,
      completed: 1,
      now: TEN,
    });
    expect(gateOf(ledger, 'F001', 0)?.status).toBe('passed');
  });

  it('keeps the moment when the task is done again, so that its digest stays', () => {
    const again = recordTask(
      redone(),
      'F001',
      'T001',
      { status: 'completed', outcome: 'landed' },
      { total: 2, completed: 2, now: TEN },
    );
    expect(taskOf(again, 'F001', 'T001')).toMatchObject({ outcome: 'landed', redone_at: TEN.toISOString() });
  });

  it('gets an entry for a spec that it does not know: its boxes were ticked by hand', () => {
    const ledger = redone(newLedger(NINE));
    expect(specOf(ledger, 'F001')).toMatchObject({ status: 'partial', path: 'specs/F001', tasks_total: 2 });
  });
});

describe('old results', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const aside = (now = TEN) => putAside(root, 'F001', 'T001', now);
  const KEPT = '.nx/specwave/redone/F001/T001/2026-01-01T10-00-00.123Z';

  it('are moved, the copy of our own too, and those of other tasks stay', () => {
    put('.nx/specwave/results/F001/T001/result.json', 'stored');
    put('.nx/specwave/own/F001/T001/result.json', 'own');
    put('.nx/specwave/results/F001/T002/result.json', 'other');
    expect(aside()).toEqual({ ok: true, value: true });
    expect(readFileSync(join(root, KEPT, 'results/result.json'), 'utf8')).toBe('stored');
    expect(readFileSync(join(root, KEPT, 'own/result.json'), 'utf8')).toBe('own');
    expect(existsSync(join(root, '.nx/specwave/results/F001/T001'))).toBe(false);
    expect(existsSync(join(root, '.nx/specwave/own/F001/T001'))).toBe(false);
    expect(existsSync(join(root, '.nx/specwave/results/F001/T002/result.json'))).toBe(true);
  });

  it('of an earlier time stay beside those of a later one', () => {
    for (const [now, text] of [
      [NINE, 'first'],
      [TEN, 'second'],
    ] as const) {
      put('.nx/specwave/results/F001/T001/result.json', text);
      aside(now);
    }
    const earlier = '.nx/specwave/redone/F001/T001/2026-01-01T09-00-00.000Z/results/result.json';
    expect(readFileSync(join(root, earlier), 'utf8')).toBe('first');
    expect(readFileSync(join(root, KEPT, 'results/result.json'), 'utf8')).toBe('second');
  });

  it('that are not there leave nothing behind', () => {
    mkdirSync(join(root, '.nx/specwave'), { recursive: true });
    expect(aside()).toEqual({ ok: true, value: false });
    expect(existsSync(join(root, '.nx/specwave/redone'))).toBe(false);
  });

  it('are not moved through a link', () => {
    put('.nx/specwave/results/F001/T001/result.json', 'stored');
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, '.nx/specwave/redone'));
    expect(aside()).toMatchObject({ ok: false });
    expect(existsSync(join(root, '.nx/specwave/results/F001/T001/result.json'))).toBe(true);
  });
});
