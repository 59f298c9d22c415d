import { readConfig } from '../config/load';
import { TestRun } from '../run/task/testing/run';
import { isInfrastructureComplete, nextSteps } from './nextSteps';

const NEXT = {
  completed: ['/quality:validate-code {spec}', 'git log'],
  partial: ['run {spec} or {spec}'],
  infrastructure: ['/deployment:prepare'],
};
const done = (spec: string) => ({ spec, status: 'completed' as const });
const left = (spec: string) => ({ spec, status: 'partial' as const });
const together = (specs: string): string =>
  `npx nx run-many -t implement -p ${specs}   (goes on with what is left)`;

it.each([
  ['a complete spec', [done('F001')], false, ['/quality:validate-code F001', 'git log']],
  [
    'a complete spec once all infrastructure is there',
    [done('F001')],
    true,
    ['/quality:validate-code F001', 'git log', '/deployment:prepare'],
  ],
  ['a spec with tasks left', [left('F001')], true, ['run F001 or F001']],
  [
    'several with tasks left',
    [left('F001'), left('F002')],
    false,
    [together('F001,F002'), 'run F001 or F001', 'run F002 or F002'],
  ],
  [
    'both kinds: first what is left',
    [done('F001'), left('F002')],
    false,
    ['run F002 or F002', '/quality:validate-code F001', 'git log'],
  ],
  ['no specs', [], false, []],
])('the next steps of %s', (_, rows, deployable, steps) => {
  expect(nextSteps(NEXT, rows, deployable)).toEqual(steps);
});

it('are spelled out for three specs of many', () => {
  const rows = ['F001', 'F002', 'F003', 'F004'].map(left);
  expect(nextSteps(NEXT, rows, false)).toEqual([
    together('F001,F002,F003,F004'),
    ...['F001', 'F002', 'F003'].map((spec) => `run ${spec} or ${spec}`),
  ]);
});

it('without settings they are commands that every workspace has', () => {
  const config = readConfig('', 'specwave.yaml');
  const next = config.ok ? config.value.next : NEXT;
  expect(nextSteps(next, [left('F001')], false)).toEqual([
    'npx nx implement F001   (goes on with what is left; finished tasks are not run again)',
    'npx nx run F001:check-tasks   (says what is left)',
  ]);
  expect(nextSteps(next, [done('F001')], true).map((step) => step.replace(/ {3}\(.*/, ''))).toEqual([
    'npx nx run F001:check-tasks',
    'git log --stat',
    'npx specwave status',
  ]);
});

describe('whether all infrastructure is there', () => {
  const infrastructure = { name: 'I001', path: 'specs/infrastructure/I001' };
  const feature = { name: 'F001', path: 'specs/F001' };
  let test: TestRun;
  beforeEach(() => {
    test = new TestRun('');
    test.write(`${infrastructure.path}/tasks.md`, '- [x] T001 Do it\n');
  });
  afterEach(() => test.close());
  const record = (status: string): void =>
    test.write('.claude/execution/execution.json', JSON.stringify({ specs: { I001: { status } } }));

  it.each([
    ['completed', true],
    ['partial', false],
  ])('an infrastructure spec that is %s: %s, whatever features there are', (status, expected) => {
    record(status);
    expect(isInfrastructureComplete(test.root, [feature, infrastructure])).toBe(expected);
  });

  it('not where there is none', () => {
    expect(isInfrastructureComplete(test.root, [feature])).toBe(false);
  });
});
