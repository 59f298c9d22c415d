import { NO_RUN_HINTS, type RunHints } from '../plan/hints';
import { identity } from '../plan/testing/specs';
import type { ChosenSpec } from '../answers/selectSpecs';
import { nxCommandOf } from './nxCommand';

function chosen(name: string, width: number): ChosenSpec {
  const path = `specs/${name}`;
  return {
    spec: { name, path },
    identity: identity(name, path),
    state: 'to-do',
    why: null,
    done: 0,
    total: width,
    phase: null,
    width,
    neededBy: [],
    after: [],
  };
}

const textOf = (
  widths: readonly number[],
  hints: Partial<RunHints>,
  nxArgs: readonly string[] = [],
): string => {
  const specs = widths.map((width, place) => chosen(`F00${place + 1}`, width));
  const { args, hint } = nxCommandOf('implement', specs, { ...NO_RUN_HINTS, ...hints }, nxArgs);
  return [hint === null ? [] : [`[${hint}]`], args].flat().join(' ');
};

const RUN = 'run-many -t implement -p F001,F002';

it.each<[string, readonly number[], Partial<RunHints>, readonly string[], string]>([
  ['no hint: nothing is passed', [4, 9], {}, [], RUN],
  ['sequential: one at a time', [4, 9], { strategy: 'sequential' }, [], `${RUN} --parallel=1`],
  ['in parallel: the widest wave', [4, 9], { strategy: 'parallel-agents' }, [], `${RUN} --parallel=9`],
  ['in parallel: at least 3', [1, 2], { strategy: 'parallel-agents' }, [], `${RUN} --parallel=3`],
  ['in parallel: at most 16', [1, 200], { strategy: 'parallel-agents' }, [], `${RUN} --parallel=16`],
  [
    'the own words of a user go last',
    [4, 9],
    { strategy: 'sequential' },
    ['--verbose'],
    `${RUN} --parallel=1 --verbose`,
  ],
  ['and before a hint', [4, 9], { strategy: 'sequential' }, ['--parallel=2'], `${RUN} --parallel=2`],
  ['domains: the variable', [1, 1], { domains: ['clerk', 'redis'] }, [], `[clerk redis] ${RUN}`],
  ['directly: the variable', [1, 1], { domains: ['clerk'], direct: true }, [], `[clerk direct] ${RUN}`],
])('%s', (_, widths, hints, nxArgs, expected) => {
  expect(textOf(widths, hints, nxArgs)).toBe(expected);
});

it('the target is the one of the plugin options', () => {
  expect(nxCommandOf('build-it', [chosen('F001', 1)], NO_RUN_HINTS, []).args).toEqual([
    'run-many',
    '-t',
    'build-it',
    '-p',
    'F001',
  ]);
});
