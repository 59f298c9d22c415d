/** The house: imports go down only (CONTRIBUTING.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** From the doors down. Folders of one floor may take each other's types. */
const FLOORS = [
  ['plugin', 'executors', 'generators', 'cli'],
  ['run'],
  ['agents', 'worktree', 'verify', 'ledger', 'report'],
  ['processes'],
  ['plan'],
  ['spec'],
  ['config'],
];
const floorOf = (folder: string): number => FLOORS.findIndex((floor) => floor.includes(folder));

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const from = relative(__dirname, file).split('/')[0] ?? '';
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'/gm)].map(([, type, path]) => {
    const to = relative(__dirname, resolve(dirname(file), path ?? '')).split('/')[0] ?? '';
    return { from, to, typeOnly: type !== undefined };
  });
}

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && name.includes('/'))
  .map((name) => join(__dirname, name));

it.each(sources.map((file) => [relative(__dirname, file), file]))(
  '%s imports nothing from a floor above',
  (_, file) => {
    const upwards = importsOf(file).filter(({ from, to, typeOnly }) => {
      if (from === to) return false;
      const [own, other] = [floorOf(from), floorOf(to)];
      return other < own || (other === own && !typeOnly);
    });
    expect(upwards).toEqual([]);
  },
);

it('only report/ prints', () => {
  const printing = sources.filter((file) =>
    /process\.std(?:out|err)\.write|console\.\w+\(/.test(readFileSync(file, 'utf8')),
  );
  expect(
    printing.map((file) => relative(__dirname, file)).filter((name) => !name.startsWith('report/')),
  ).toEqual([]);
});
