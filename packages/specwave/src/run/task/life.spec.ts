/** The picture of a task's life in CONTRIBUTING.md is that of the code: `LIFE`, which the types of its steps are made of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIFE } from './life';

const CONTRIBUTING = join(__dirname, '../../../../../CONTRIBUTING.md');

it('CONTRIBUTING.md has the states of the code, with those that follow on each', () => {
  const rows = readFileSync(CONTRIBUTING, 'utf8').matchAll(/^\| `(\w+)` \|[^|]*\|(.*)\|$/gm);
  const told = [...rows].map(([, state, then = '']) => [state, then.match(/\w+(?=`)/g) ?? []]);
  expect(told).toEqual(Object.entries(LIFE));
});

it('every state but the first follows on another', () => {
  const followers = new Set<string>(Object.values(LIFE).flat());
  expect(Object.keys(LIFE).filter((state) => !followers.has(state))).toEqual(['replaying']);
});
