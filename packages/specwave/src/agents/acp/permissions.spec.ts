import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenOption, mayGoAhead } from './permissions';
import type { ToolCall } from './toolCalls';

let base: string;
let tree: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-permissions-')));
  tree = join(base, 'tree');
  mkdirSync(join(tree, 'src'), { recursive: true });
  writeFileSync(join(tree, 'src/a.ts'), '');
  symlinkSync(base, join(tree, 'out'));
  symlinkSync(tree, join(base, 'same-tree'));
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const may = (kind: string | null, paths: string[], permissions: 'edits' | 'full' = 'edits', at = tree) => {
  const call: ToolCall = { kind, title: 'a tool', paths, command: null };
  return mayGoAhead(call, permissions, { tree: at, reserved: ['tasks.md'] });
};

it.each([
  ['edits a file', 'edit', ['src/a.ts']],
  ['makes a file in a new folder', 'edit', ['src/new/b.ts']],
  ['deletes a file', 'delete', ['src/a.ts']],
  ['moves a file', 'move', ['src/a.ts', 'src/c.ts']],
  ['reads a file', 'read', ['src/a.ts']],
  ['searches the tree', 'search', ['']],
  ['searches without a path', 'search', []],
  ['thinks', 'think', []],
])('with edits, allows what %s', (_, kind, paths) => {
  expect(
    may(
      kind,
      paths.map((path) => join(tree, path)),
    ),
  ).toBe(true);
});

it('allows paths that are relative to the tree', () => {
  expect(may('edit', ['src/a.ts'])).toBe(true);
});

it('knows the tree by the name with its links resolved too', () => {
  expect(may('edit', [join(tree, 'src/a.ts')], 'edits', join(base, 'same-tree'))).toBe(true);
});

it.each([
  ['runs a command', 'execute', ['src/a.ts']],
  ['fetches', 'fetch', []],
  ['switches the mode', 'switch_mode', []],
  ['is of another kind', 'other', []],
  ['is of a kind from the future', 'deploy', []],
  ['says no kind', null, ['src/a.ts']],
  ['edits and does not say what', 'edit', []],
  ['edits outside of the tree', 'edit', ['src/a.ts', '../b.ts']],
  ['edits through a link that leads out', 'edit', ['out/b.ts']],
  ['edits git', 'edit', ['.git/hooks/pre-commit']],
  ['edits what only Specwave writes', 'edit', ['tasks.md']],
  ['reads outside of the tree', 'read', ['../secret']],
  ['reads through a link that leads out', 'read', ['out/secret']],
  ['names more paths than are looked at', 'edit', Array.from({ length: 101 }, (_, at) => `src/${at}.ts`)],
])('with edits, refuses what %s', (_, kind, paths) => {
  expect(
    may(
      kind,
      paths.map((path) => join(tree, path)),
    ),
  ).toBe(false);
});

it('with full, allows anything', () => {
  expect(may('execute', [], 'full')).toBe(true);
});

const OPTIONS = [
  { optionId: 'a', kind: 'allow_always', name: 'Always' },
  { optionId: 'b', kind: 'allow_once', name: 'Once' },
  { optionId: 'c', kind: 'reject_always', name: 'Never' },
  { optionId: 'd', kind: 'reject_once', name: 'No' },
];
const selected = (optionId: string) => ({ outcome: 'selected', optionId });

it.each([
  ['allows once', OPTIONS, true, { isGranted: true, outcome: selected('b') }],
  ['rejects once', OPTIONS, false, { isGranted: false, outcome: selected('d') }],
  [
    'rejects where it could only allow for always',
    [OPTIONS[0], OPTIONS[3]],
    true,
    { isGranted: false, outcome: selected('d') },
  ],
  [
    'cancels where there is nothing for once',
    [OPTIONS[0], OPTIONS[2]],
    false,
    { isGranted: false, outcome: { outcome: 'cancelled' } },
  ],
  [
    'cancels where the options are none that it knows',
    [null, 7, {}],
    true,
    { isGranted: false, outcome: { outcome: 'cancelled' } },
  ],
])('%s', (_, options, isAllowed, expected) => {
  expect(chosenOption(options, isAllowed, 'edits')).toEqual(expected);
});

it('allows for always where nothing else is offered and anything is allowed', () => {
  const granted = { isGranted: true, outcome: selected('a') };
  expect(chosenOption([OPTIONS[0], OPTIONS[3]], true, 'full')).toEqual(granted);
  expect(chosenOption(OPTIONS, true, 'full')).toEqual({ isGranted: true, outcome: selected('b') });
});
