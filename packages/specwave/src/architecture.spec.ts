/** The house (CONTRIBUTING.md): imports go down only, without circles; answers only read; only report/ prints. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** From the doors down. Rooms of one floor may take each other's types. */
const FLOORS = [
  ['plugin', 'executors', 'generators', 'cli'],
  ['run'],
  ['run/task'],
  ['run/trees'],
  ['answers'],
  ['workspace'],
  ['report', 'ledger', 'worktree', 'verify'],
  ['state', 'agents'],
  ['processes', 'packages'],
  ['plan'],
  ['identity'],
  ['tasklist'],
  ['config'],
];

/** What changes files or starts programs: nothing for who only answers. */
const EFFECTS =
  /\b(?:writeFileSync|writeFile|appendFileSync|renameSync|rmSync|unlinkSync|mkdirSync|copyFileSync|cpSync|updateLedger\w*|withWorkspaceLock|writeResult|keepOwn|bringBackOwn|takeLease|runProgram)\b/;

interface Import {
  to: string;
  typeOnly: boolean;
}

function roomOf(file: string): string {
  const [room = '', inner = ''] = file.split('/');
  return FLOORS.flat().includes(`${room}/${inner}`) ? `${room}/${inner}` : room;
}
function floorOf(file: string): number {
  return FLOORS.findIndex((floor) => floor.includes(roomOf(file)));
}

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
  (name) =>
    name.endsWith('.ts') &&
    !name.endsWith('.spec.ts') &&
    name.includes('/') &&
    !/(?:^|\/)(?:testing|conformance)\//.test(name),
);
const textOf = new Map(sources.map((file) => [file, readFileSync(join(__dirname, file), 'utf8')]));

function importsOf(file: string): Import[] {
  const text = textOf.get(file) ?? '';
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'/gm)].map(
    ([, type, path = '']) => {
      const to = normalize(join(dirname(file), path));
      return {
        to: existsSync(join(__dirname, `${to}.ts`)) ? `${to}.ts` : to,
        typeOnly: type !== undefined,
      };
    },
  );
}

/** Files that import each other in a circle, by Tarjan's strongly connected components. */
function circles(): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const { to } of importsOf(file)) {
      if (!textOf.has(to)) continue;
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file) ?? own, low.get(to) ?? own));
    }
    if (low.get(file) !== own) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.toSorted());
  };
  for (const file of sources) if (!index.has(file)) visit(file);
  return found;
}

it('every room has its floor', () => {
  expect(sources.filter((file) => floorOf(file) < 0)).toEqual([]);
});

it('imports go down only', () => {
  const upwards = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ to, typeOnly }) => {
        if (roomOf(file) === roomOf(to)) return false;
        const [own, other] = [floorOf(file), floorOf(to)];
        return other < own || (other === own && !typeOnly);
      })
      .map(({ to }) => `${file} -> ${to}`),
  );
  expect(upwards).toEqual([]);
});

it('no files import each other in a circle', () => {
  expect(circles()).toEqual([]);
});

it('answers only read', () => {
  const writing = sources.filter(
    (file) => roomOf(file) === 'answers' && EFFECTS.test(textOf.get(file) ?? ''),
  );
  expect(writing).toEqual([]);
});

it('only report/ prints', () => {
  const printing = sources.filter((file) =>
    /process\.std(?:out|err)\.write|console\.\w+\(/.test(textOf.get(file) ?? ''),
  );
  expect(printing.filter((file) => roomOf(file) !== 'report')).toEqual([]);
});
