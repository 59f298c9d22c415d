import type { SpecIdentity } from '../tasklist/model';
import { NO_PROGRESS } from '../ledger/progress';
import { specsKey, surroundingsKey } from './surroundings';

const F001: SpecIdentity = {
  name: 'F001',
  id: 'F001',
  title: 'First',
  kind: 'feature',
  phase: 1,
  path: 'specs/F001',
  taskFile: 'specs/F001/tasks.md',
  contextFiles: [],
  dependencies: [],
  declaresInfrastructure: false,
  problems: [],
};
const PROBLEM = { code: 'x', severity: 'error', message: 'm', file: 'f', next: 'n' } as const;

const keyOf = (own: Partial<SpecIdentity> = {}, others: SpecIdentity[] = [], recorded = '') =>
  surroundingsKey(
    { ...F001, ...own },
    { ...NO_PROGRESS, recorded },
    specsKey([{ ...F001, ...own }, ...others]),
  );

it.each([
  ['what the ledger says of it', keyOf({}, [], 'another')],
  ['its dependencies', keyOf({ dependencies: [{ ref: 'F002', file: 'f' }] })],
  ['a problem of its identity', keyOf({ problems: [PROBLEM] })],
  ['another spec', keyOf({}, [{ ...F001, name: 'F002', id: 'F002', path: 'specs/F002' }])],
])('%s makes other surroundings', (_, key) => {
  expect(key).not.toBe(keyOf());
});

it("other specs' titles do not", () => {
  const other = { ...F001, name: 'F002', id: 'F002', path: 'specs/F002' };
  expect(keyOf({}, [{ ...other, title: 'Reworded' }])).toBe(keyOf({}, [other]));
});
