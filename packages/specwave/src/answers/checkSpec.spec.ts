import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckedSpec } from '../report/events';
import { checkSpecs } from './checkSpec';

// The extension that Node needs is none that Jest finds.
jest.mock('../workspace/parse.js', () => jest.requireActual('../workspace/parse'), { virtual: true });
jest.mock('../workspace/parseConfig.js', () => jest.requireActual('../workspace/parseConfig'), {
  virtual: true,
});
jest.mock('../workspace/identifySpec.js', () => jest.requireActual('../workspace/identifySpec'), {
  virtual: true,
});

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-check-')));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

const LIST = (boxes: string): string =>
  `# Tasks for F001: X\n\n## Layer 0: A\n- [${boxes[0]}] T001 One\n\n## Layer 1: B\n- [${boxes[1]}] T002 Two\n\n## Notes\n- [ ] no task\n`;

const ledgerOf = (spec: object): string =>
  JSON.stringify({ specs: { F001: { status: 'partial', ...spec } } });

async function check(...paths: string[]): Promise<{ passed: boolean; specs: CheckedSpec[] }> {
  const specs = (paths.length > 0 ? paths : ['specs/F001']).map((path) => ({
    name: path.split('/').at(-1) ?? '',
    path,
  }));
  const answers: CheckedSpec[][] = [];
  const passed = await checkSpecs(
    {
      workspaceRoot,
      specs,
      specRoots: ['specs'],
      optionProblems: [],
      report: (event) => {
        if (event.type === 'tasks-checked') answers.push(event.specs);
      },
    },
    specs,
    true,
  );
  expect(answers).toHaveLength(1);
  return { passed, specs: answers.flat() };
}

it('what is left is told by wave', async () => {
  write('specs/F001/tasks.md', LIST('x '));
  const { passed, specs } = await check();
  expect(passed).toBe(false);
  expect(specs[0]?.waves.map(({ index, total, open }) => [index, total, open.map(({ id }) => id)])).toEqual([
    [0, 1, []],
    [1, 1, ['T002']],
  ]);
  expect(specs[0]?.skipped?.map(({ at }) => at.line)).toEqual([10]);
});

it.each<[string, object, object]>([
  ['none has an entry', {}, { landed: 0, nothing: 2 }],
  ['one landed', { T001: { status: 'completed', outcome: 'landed' } }, { landed: 1, nothing: 1 }],
  ['one was ticked by its author', { T001: { status: 'completed' } }, { landed: 0, nothing: 2 }],
])('ticks of which nothing can be seen are counted, and are no failure: %s', async (_, tasks, expected) => {
  write('specs/F001/tasks.md', LIST('xx'));
  write('.claude/execution/execution.json', ledgerOf({ tasks }));
  const { passed, specs } = await check();
  expect(passed).toBe(true);
  expect(specs[0]?.audit).toEqual({ found: 0, doubted: [], ...expected });
});

it.each([
  ['failed', false],
  ['open', false],
  ['passed', true],
])('a spec whose tasks are all done and whose gate is %s: passed is %s', async (status, expected) => {
  write('specs/F001/tasks.md', LIST('xx'));
  write('.claude/execution/execution.json', ledgerOf({ gates: { '1': { status } } }));
  expect((await check()).passed).toBe(expected);
});

it('tasks without a box are done where the ledger says so, and that is their evidence', async () => {
  write('specs/F001/tasks.md', '# Tasks for F001: X\n\n## Task 1: Set up\n\n**Description:** Do.\n');
  const before = await check();
  const id = before.specs[0]?.waves[0]?.open[0]?.id ?? '';
  expect(before.passed).toBe(false);
  write('.claude/execution/execution.json', ledgerOf({ tasks: { [id]: { status: 'completed' } } }));
  const after = await check();
  expect({ passed: after.passed, doubted: after.specs[0]?.audit.doubted }).toEqual({
    passed: true,
    doubted: [],
  });
});

it.each<[string, Record<string, string>, string]>([
  [
    'an error of the list',
    { 'specs/F001/tasks.md': '- [x] T001 A\n- [x] T001 B (depends on T001)\n' },
    'duplicate-id',
  ],
  [
    'a dependency on no spec',
    { 'specs/F001/tasks.md': LIST('xx'), 'specs/F001/spec.md': '---\ndepends_on: [F099]\n---\n' },
    'unknown-spec',
  ],
  ['settings that are wrong', { 'specs/F001/tasks.md': LIST('xx'), 'specwave.yaml': 'nope: 1\n' }, ''],
  ['no tasks', { 'specs/F001/tasks.md': '# Nothing\n' }, 'no-tasks'],
  ['no task list', {}, 'tasks-unreadable'],
])('%s is a failure, although no box is empty', async (_, files, code) => {
  for (const [path, text] of Object.entries(files)) write(path, text);
  const { passed, specs } = await check();
  expect(passed).toBe(false);
  expect(specs[0]?.problems.map((problem) => problem.code).join()).toContain(code);
  expect(specs[0]?.problems.length).toBeGreaterThan(0);
});

it('several specs are one answer, and pass only together', async () => {
  write('specs/F001/tasks.md', LIST('xx'));
  write('specs/F002/tasks.md', LIST('x ').replace('F001', 'F002'));
  const { passed, specs } = await check('specs/F001', 'specs/F002');
  expect(passed).toBe(false);
  expect(specs.map((spec) => [spec.spec, spec.passed])).toEqual([
    ['F001', true],
    ['F002', false],
  ]);
});

it('nothing is written but the cache of what was read', async () => {
  write('specs/F001/tasks.md', LIST('x '));
  await check();
  const files = readdirSync(workspaceRoot, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.includes('.') && !name.startsWith('.nx'))).toEqual([
    'specs/F001/tasks.md',
  ]);
});
