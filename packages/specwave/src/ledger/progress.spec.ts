import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProgress } from './progress';

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-progress-'));
  mkdirSync(join(workspaceRoot, '.claude/execution'), { recursive: true });
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function progressOf(ledger: unknown) {
  const text = typeof ledger === 'string' ? ledger : JSON.stringify(ledger);
  writeFileSync(join(workspaceRoot, '.claude/execution/execution.json'), text);
  return readProgress(workspaceRoot);
}

it('a spec has its completed tasks, its open gates, and whether all of it is completed', () => {
  const tasks = {
    T001: { status: 'completed' },
    T002: { status: 'pending', redone_at: 'then' },
    T003: { redone_at: 1 },
  };
  const gates = { '0': { status: 'passed' }, '1': { status: 'failed' }, '2': { status: 'open' } };
  const progress = progressOf({
    specs: { F001: { status: 'partial', tasks, gates }, F002: { status: 'completed' } },
  });
  expect(progress.get('F001')).toEqual({
    completed: false,
    completedInLedger: new Set(['T001']),
    openGates: new Set([1, 2]),
    redone: new Map([['T002', 'then']]),
    recorded: expect.any(String),
  });
  expect(progress.get('F002')).toEqual({
    completed: true,
    completedInLedger: new Set(),
    openGates: new Set(),
    redone: new Map(),
    recorded: expect.any(String),
  });
});

it('how tasks and gates stand has another short name whenever it changes', () => {
  const standing = (specs: unknown): string | undefined => progressOf({ specs }).get('F001')?.recorded;
  const task = (more: object) => ({ F001: { tasks: { T001: { status: 'completed', ...more } } } });
  const names = [
    standing({ F001: {} }),
    standing(task({})),
    standing(task({ outcome: 'landed' })),
    standing({ F001: { gates: { '0': { status: 'open' } } } }),
    standing({ F001: { gates: { '0': { status: 'failed' } } } }),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(standing(task({ outcome: 'landed', attempts: 2, cost_usd: 1 }))).toBe(names[2]);
});

it('keys that are no index of a wave are no gates', () => {
  const gates = Object.fromEntries(
    ['', ' 1', '01', '0x1', 'one', 'constructor'].map((key) => [key, { status: 'open' }]),
  );
  const open = [...(progressOf({ specs: { F001: { gates } } }).get('F001')?.openGates ?? [])];
  expect(open).toEqual([]);
});

it.each<[string, unknown]>([
  ['that is damaged', '{ "specs": '],
  ['that is no object', [1]],
  ['without specs', {}],
])('a ledger %s means no progress', (_, ledger) => {
  expect(progressOf(ledger).size).toBe(0);
});

it('gates of a strange shape are passed over', () => {
  for (const gates of [null, 'open', { '0': null }, { '0': 'open' }, { '0': { status: 1 } }])
    expect(progressOf({ specs: { F001: { gates } } }).get('F001')?.openGates.size).toBe(0);
});
