import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOMES } from './outcomes';

it('README.md says of every outcome what it means', () => {
  const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');
  const table = /^\| outcome \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)/m.exec(readme)?.[1] ?? '';
  const told = [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) => cell.match(/[\w-]+/g) ?? []);
  expect(told.toSorted()).toEqual(OUTCOMES.toSorted());
});
