import { beginSpec, finishSpec, gateOf, newLedger, openGate, recompute, recordGate, specOf } from './entries';

const NINE = new Date('2026-01-01T09:00:00Z');
const TEN = new Date('2026-01-01T10:00:00Z');

const begun = beginSpec(newLedger(NINE), {
  id: 'F001',
  path: 'specs/F001',
  total: 2,
  completed: 0,
  agents: ['recipe'],
  now: NINE,
});
const open = openGate(begun, 'F001', 0);

it('a gate is opened beside everything else in the entry of its spec', () => {
  expect(specOf(open, 'F001')).toEqual({ ...specOf(begun, 'F001'), gates: { '0': { status: 'open' } } });
});

it('one that is open already changes nothing', () => {
  expect(openGate(open, 'F001', 0)).toBe(open);
});

it('one that passed says when, and leaves the status of its spec', () => {
  const passed = recordGate(open, 'F001', 0, 'passed', null, TEN);
  expect(gateOf(passed, 'F001', 0)).toEqual({
    status: 'passed',
    checked_at: '2026-01-01T10:00:00+00:00',
    message: null,
  });
  expect(specOf(passed, 'F001')).toMatchObject({
    status: 'in_progress',
    last_updated: '2026-01-01T10:00:00+00:00',
  });
});

it('one that failed keeps the evidence and makes its spec partial', () => {
  const failed = recordGate(open, 'F001', 0, 'failed', 'npm test: exit 1', TEN);
  expect(gateOf(failed, 'F001', 0)).toMatchObject({ status: 'failed', message: 'npm test: exit 1' });
  expect(specOf(failed, 'F001')?.status).toBe('partial');
  expect(failed.overall).toMatchObject({ partial: 1, in_progress: 0 });
});

it('passing twice changes nothing', () => {
  const once = recordGate(open, 'F001', 0, 'passed', null, NINE);
  expect(recordGate(once, 'F001', 0, 'passed', null, TEN)).toBe(once);
});

test.each(['passed', 'failed'] as const)('one that %s opens again for new work', (status) => {
  const again = openGate(recordGate(open, 'F001', 0, status, 'words', NINE), 'F001', 0);
  expect(gateOf(again, 'F001', 0)).toEqual({ status: 'open' });
});

it('each wave has its own, and keys of others stay', () => {
  const before = recompute({
    specs: {
      F001: {
        status: 'partial',
        gates: { '0': { status: 'failed', reviewer: 'Ada' }, note: { status: 'open' } },
      },
    },
  });
  const after = recordGate(openGate(before, 'F001', 1), 'F001', 0, 'passed', null, TEN);
  expect(specOf(after, 'F001')?.gates).toMatchObject({
    '0': { status: 'passed', reviewer: 'Ada' },
    '1': { status: 'open' },
    note: { status: 'open' },
  });
});

it('they are kept when the spec is begun again and finished', () => {
  const again = beginSpec(open, { id: 'F001', path: 'p', total: 2, completed: 2, agents: [], now: TEN });
  const finished = finishSpec(again, 'F001', { total: 2, completed: 2, now: TEN });
  expect(gateOf(finished, 'F001', 0)).toEqual({ status: 'open' });
});
