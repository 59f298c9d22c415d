/** What `check-tasks` says of boxes that are ticked. */
import { wordsDigest } from '../plan/digest';
import { readTaskList } from '../tasklist/read';
import type { Files } from '../worktree/testing/repository';
import { gitIn, removeFolders, repositoryOf, write } from '../worktree/testing/repository';
import { readSpec } from '../workspace/readSpec';
import { auditSpec, readTree } from './audit';

// The extension that Node needs is none that Jest finds.
jest.mock('../workspace/identifySpec.js', () => jest.requireActual('../workspace/identifySpec'), {
  virtual: true,
});
afterAll(removeFolders);

const LIST = 'specs/F001/tasks.md';
const LEDGER = '.claude/execution/execution.json';

function ledger(tasks: Record<string, object>): string {
  return JSON.stringify({ specs: { F001: { status: 'partial', tasks } } });
}

/** The words of a task, as its landing enters them. */
function wordsOf(line: string): string {
  const [task] = readTaskList(`# Tasks for F001: X\n\n${line}\n`, LIST).tasks;
  return task ? wordsDigest(task) : '';
}

/** `history`: commits, one after another. The last is what stands there. */
async function audit(lines: string, history: readonly Files[], entries: Record<string, object> = {}) {
  const root = repositoryOf({ [LIST]: `# Tasks for F001: X\n\n${lines}\n` });
  for (const [index, files] of history.entries()) {
    write(root, files);
    gitIn(root, ['add', '-A']);
    gitIn(root, ['commit', '-qm', `step ${index}`, '--allow-empty']);
  }
  write(root, { [LEDGER]: ledger(entries) });
  const read = readSpec({ workspaceRoot: root, spec: { name: 'F001', path: 'specs/F001' } });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return auditSpec(await readTree(root), read.value);
}

const FILLED = 'export function load() {\n  return read();\n}\n';

it.each<[string, string, readonly Files[], object]>([
  ['the file is there', '- [x] T001 Create `src/a.ts`', [{ 'src/a.ts': FILLED }], { found: 1 }],
  ['below a package', '- [x] T001 Create `src/a.ts`', [{ 'packages/b/src/a.ts': FILLED }], { found: 1 }],
  ['with another ending', '- [x] T001 Create `src/a.ts`', [{ 'src/a.tsx': FILLED }], { found: 1 }],
  [
    'the symbol is there',
    '- [x] T001 Implement `load()` in `src/a.ts`',
    [{ 'src/a.ts': FILLED }],
    { found: 1 },
  ],
  ['nothing is named', '- [x] T001 Talk to everybody', [], { nothing: 1 }],
  ['it was to be looked at', '- [x] T001 Review `src/none.ts`', [], { nothing: 1 }],
  [
    'it was to be taken away',
    '- [x] T001 Delete `src/a.ts`',
    [{ 'src/a.ts': FILLED }, { 'src/a.ts': null }],
    {},
  ],
  [
    'a later task took it away',
    '- [x] T001 Create `src/a.ts`\n- [x] T002 Remove `src/a.ts`',
    [{ 'src/a.ts': FILLED }, { 'src/a.ts': null }],
    { found: 1, nothing: 1 },
  ],
  [
    'it was moved',
    '- [x] T001 Create `src/a.ts`',
    [{ 'src/a.ts': FILLED }, { 'src/a.ts': null, 'lib/b.ts': FILLED }],
    { found: 1 },
  ],
  ['git ignores it', '- [x] T001 Create `config/.env.ts`', [{ '.gitignore': '.env.ts\n' }], { found: 1 }],
])('is not doubted: %s', async (_, lines, history, expected) => {
  expect(await audit(lines, history)).toMatchObject({ doubted: [], ...expected });
});

it.each<[string, string, readonly Files[], RegExp]>([
  ['never made', '- [x] T001 Create `src/a.ts`', [], /`src\/a\.ts` does not exist$/],
  [
    'deleted',
    '- [x] T001 Create `src/a.ts`',
    [{ 'src/a.ts': FILLED }, { 'src/a.ts': null }],
    /there until [0-9a-f]{7,}$/,
  ],
  ['empty', '- [x] T001 Create `src/a.ts`', [{ 'src/a.ts': '\n' }], /is empty/],
  ['without its symbol', '- [x] T001 Implement `save()` in `src/a.ts`', [{ 'src/a.ts': FILLED }], /`save`/],
  [
    'without its symbol any more',
    '- [x] T001 Implement `save()` in `src/a.ts`',
    [{ 'src/a.ts': `${FILLED}export const save = load;\n` }, { 'src/a.ts': FILLED }],
    /`save` was there until [0-9a-f]{7,}$/,
  ],
  [
    'a stub',
    '- [x] T001 Implement `load()` in `src/a.ts`',
    [{ 'src/a.ts': "export function load() {\n  throw new Error('not implemented');\n}\n" }],
    /does nothing yet/,
  ],
])('is not found: %s', async (_, lines, history, reason) => {
  const { doubted, ...counts } = await audit(lines, history);
  expect(counts).toEqual({ landed: 0, found: 0, nothing: 0 });
  expect(doubted).toMatchObject([{ id: 'T001', kind: 'not-found', reason: expect.stringMatching(reason) }]);
});

describe('what landed here', () => {
  const line = '- [x] T001 Create `src/a.ts`';
  const landed = { status: 'completed', outcome: 'landed' };
  const there = [{ 'src/a.ts': FILLED }];

  it.each([
    ['is known by its words', { T001: { ...landed, words: wordsOf(line) } }],
    ['is known by them under another id', { T009: { ...landed, words: wordsOf(line) } }],
    [
      'is known by them although a comma was mended',
      { T001: { ...landed, words: wordsOf('- [x] T001 Create: `src/a.ts`.') } },
    ],
    ['is taken at its word where nobody entered its words', { T001: landed }],
  ])('%s', async (_, entries) => {
    expect(await audit(line, there, entries)).toEqual({ landed: 1, found: 0, nothing: 0, doubted: [] });
  });

  it('is other words where the task was another one', async () => {
    const other = { T001: { ...landed, words: wordsOf('- [x] T001 Create `src/b.ts`') } };
    expect((await audit(line, there, other)).doubted).toMatchObject([{ id: 'T001', kind: 'other-words' }]);
  });

  it('is not found where it is gone', async () => {
    const entries = { T001: { ...landed, words: wordsOf(line) } };
    expect((await audit(line, [], entries)).doubted).toMatchObject([{ id: 'T001', kind: 'not-found' }]);
  });
});
