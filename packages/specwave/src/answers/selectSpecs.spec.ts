import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SPEC_ROOTS } from '../config/options';
import type { Scope } from '../plan/selection';
import { cliWorkspaceAt } from '../workspace/cliWorkspace';
import { outcomeOf } from './outcomeOf';
import { type Selection, selectSpecs } from './selectSpecs';

jest.mock('../workspace/parse.js', () => jest.requireActual('../workspace/parse'), { virtual: true });
jest.mock('../workspace/parseConfig.js', () => jest.requireActual('../workspace/parseConfig'), {
  virtual: true,
});
jest.mock('../workspace/identifySpec.js', () => jest.requireActual('../workspace/identifySpec'), {
  virtual: true,
});

let root: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const list = (id: string, ...boxes: string[]): string =>
  `# Tasks for ${id}: Spec ${id}\n\n${boxes.map((box, place) => `- [${box}] T00${place + 1} Do ${place}\n`).join('')}`;

function ledger(specs: object): void {
  write('.claude/execution/execution.json', JSON.stringify({ specs }));
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-select-')));
  write('nx.json', '// Nx reads comments\n{ "plugins": ["specwave"] }\n');
  write('specs/infrastructure/phase-0/001-auth/tasks.md', list('I012', 'x', 'x'));
  write('specs/infrastructure/phase-1/001-store/tasks.md', list('I013', ' '));
  write('specs/features/phase-1/F001-first/tasks.md', list('F001', 'x', ' ', ' '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function workspace() {
  const found = cliWorkspaceAt(root);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

async function select(scope: Scope): Promise<Selection> {
  const selected = await selectSpecs(workspace(), scope);
  if (!selected.ok) throw new Error(JSON.stringify(selected.problems));
  return selected.value;
}

const standing = ({ chosen }: Selection): string[] =>
  chosen.map(({ spec, state, done, total }) => `${spec.name} ${state} ${done}/${total}`);

const DONE = { status: 'completed', tasks: {} };

it('a spec is complete when its boxes are ticked and the ledger says so', async () => {
  ledger({ I012: DONE });
  expect(standing(await select({ kind: 'all' }))).toEqual([
    'I012 complete 2/2',
    'I013 to-do 0/1',
    'F001 to-do 1/3',
  ]);
});

it.each([
  ['is not recorded as complete', { I012: { status: 'partial', tasks: {} } }],
  ['is in no ledger', {}],
  ['has a gate that failed', { I012: { ...DONE, gates: { 0: { status: 'failed' } } } }],
  ['has a gate that was never passed', { I012: { ...DONE, gates: { 0: { status: 'open' } } } }],
])('a spec with all boxes ticked is to do when it %s', async (_, specs) => {
  ledger(specs);
  expect(standing(await select({ kind: 'specs', refs: ['I012'] }))).toEqual(['I012 to-do 2/2']);
});

it('a spec whose box was unticked since is to do', async () => {
  ledger({ I013: DONE });
  expect(standing(await select({ kind: 'specs', refs: ['I013'] }))).toContain('I013 to-do 0/1');
});

it('the number of a folder is no id: a path finds the spec, the number alone is ambiguous', async () => {
  expect(standing(await select({ kind: 'specs', refs: ['phase-0/001-auth'] }))).toEqual(['I012 to-do 2/2']);
  const found = await selectSpecs(workspace(), { kind: 'specs', refs: ['001'] });
  expect(found.ok ? [] : found.problems.map(({ code }) => code)).toEqual(['ambiguous-spec']);
});

it('the widest wave is counted by what is open', async () => {
  const { chosen } = await select({ kind: 'specs', refs: ['F001'] });
  expect(chosen.find(({ spec }) => spec.name === 'F001')?.width).toBe(2);
});

it('a spec with an error in its list is blocked, with the place', async () => {
  write(
    'specs/features/phase-1/F001-first/tasks.md',
    '# Tasks for F001: X\n\n- [ ] T001 A\n- [ ] T001 B (depends on T001)\n',
  );
  const { chosen } = await select({ kind: 'specs', refs: ['F001'] });
  expect(chosen.at(-1)).toMatchObject({ state: 'blocked' });
  expect(chosen.at(-1)?.why).toContain('specs/features/phase-1/F001-first/tasks.md:4:');
});

it('a spec folder that is a link is blocked, and not passed over', async () => {
  symlinkSync(join(root, 'specs/features/phase-1/F001-first'), join(root, 'specs/linked'));
  const { chosen } = await select({ kind: 'all' });
  expect(chosen.at(-1)).toMatchObject({ state: 'blocked', spec: { path: 'specs/linked' } });
});

it('specs in the state folder of a root at the top are none', async () => {
  write('nx.json', '{ "plugins": [{ "plugin": "specwave", "options": { "specRoots": ["."] } }] }');
  write('.nx/specwave/worktrees/1/specs/F009/tasks.md', list('F009', ' '));
  write('node_modules/a/specs/F008/tasks.md', list('F008', ' '));
  expect((await select({ kind: 'all' })).all.map(({ name }) => name).toSorted()).toEqual([
    'F001',
    'I012',
    'I013',
  ]);
});

describe('a spec in a folder that is called like a code project', () => {
  beforeEach(() => {
    write('specs/auth/tasks.md', '- [x] T001 Do it\n');
    write('packages/auth/package.json', '{ "name": "auth" }');
    ledger({ 'specs-auth': DONE });
  });

  it.each(['auth', 'specs/auth', 'specs-auth'])(
    'is meant by `%s`, and has the name of the graph',
    async (ref) => {
      expect(standing(await select({ kind: 'specs', refs: [ref] }))).toEqual(['specs-auth complete 1/1']);
    },
  );

  it.each<[string, () => void]>([
    ['is ignored by git', () => write('.gitignore', 'packages/\n')],
    ['is ignored by Nx', () => write('.nxignore', 'packages/\n')],
  ])('has the name of its folder where that project %s', async (_, ignore) => {
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    expect(standing(await select({ kind: 'specs', refs: ['auth'] }))).toEqual(['specs-auth complete 1/1']);
    ignore();
    execFileSync('git', ['add', '--force', '--all'], { cwd: root });
    expect(standing(await select({ kind: 'specs', refs: ['auth'] }))).toEqual(['auth to-do 1/1']);
  });
});

it('a workspace without specs is an empty selection', async () => {
  rmSync(join(root, 'specs'), { recursive: true });
  expect(await select({ kind: 'continue' })).toMatchObject({ chosen: [], all: [], mode: 'auto-continue' });
});

it('wrong settings and a damaged ledger are told at once', async () => {
  write('specwave.yaml', 'agnets: {}\n');
  write('.claude/execution/execution.json', '{');
  const found = await selectSpecs(workspace(), { kind: 'all' });
  expect(found.ok ? [] : found.problems.map(({ file }) => file)).toEqual([
    'specwave.yaml',
    '.claude/execution/execution.json',
  ]);
});

describe('the workspace', () => {
  it('is found from a folder below it, with the options of the plugin', () => {
    write(
      'nx.json',
      '{ "plugins": ["other", { "plugin": "specwave", "options": { "implementTargetName": "build-it" } }] }',
    );
    expect(cliWorkspaceAt(join(root, 'specs/features'))).toMatchObject({
      ok: true,
      value: {
        root,
        specRoots: [...SPEC_ROOTS],
        implementTargetName: 'build-it',
        checkTargetName: 'check-tasks',
        optionProblems: [],
      },
    });
  });

  it.each([
    ['{ "plugins": [', 'nx-json-invalid'],
    ['[]', 'nx-json-invalid'],
  ])('whose nx.json is %s is refused as %s', (text, code) => {
    write('nx.json', text);
    const found = cliWorkspaceAt(root);
    expect(found.ok ? [] : found.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it.each(['{}', '{ "plugins": ["other"] }', '{ "plugins": 3 }'])(
    'whose nx.json is %s does not know the plugin',
    (text) => {
      write('nx.json', text);
      expect(workspace().optionProblems.map(({ code }) => code)).toEqual(['plugin-missing']);
    },
  );
});

describe('the exit code', () => {
  const since = Date.parse('2026-01-01T10:00:00.500Z');
  const ended = (outcome: string, startedAt = '2026-01-01T10:00:00+00:00') => ({
    status: 'pending',
    outcome,
    started_at: startedAt,
  });
  const codeOf = (tasks: object, { nx = 1, isBlocked = false, gates = {} } = {}): number => {
    ledger({ F001: { status: 'partial', tasks, gates } });
    const spec = { name: 'F001', path: 'specs/features/phase-1/F001-first' };
    return outcomeOf(workspace(), [spec], since, nx, isBlocked).code;
  };

  it.each<[string, object, Parameters<typeof codeOf>[1], number]>([
    ['all ended for quota', { T002: ended('quota'), T003: ended('quota') }, {}, 75],
    ['all ended for quota or budget', { T002: ended('quota'), T003: ended('budget') }, {}, 75],
    ['one failed', { T002: ended('quota'), T003: ended('failed') }, {}, 1],
    [
      'one failed in an earlier run',
      { T002: ended('quota'), T003: ended('failed', '2026-01-01T09:00:00+00:00') },
      {},
      75,
    ],
    ['all of it is of an earlier run', { T002: ended('quota', '2026-01-01T09:00:00+00:00') }, {}, 1],
    ['no task ended', {}, {}, 1],
    ['a spec is blocked too', { T002: ended('quota') }, { isBlocked: true }, 1],
    ['a gate failed too', { T002: ended('quota') }, { gates: { 0: { status: 'failed' } } }, 1],
    ['Nx is content, but something is left', {}, { nx: 0 }, 1],
    ['it was interrupted', { T002: ended('cancelled') }, { nx: 130 }, 130],
  ])('when %s', (_, tasks, options, code) => {
    expect(codeOf(tasks, options)).toBe(code);
  });

  it.each([
    [0, false, 0],
    [1, false, 1],
    [0, true, 1],
  ])('when all specs are complete, Nx ended with %s and a spec is blocked: %s', (nx, isBlocked, code) => {
    ledger({ I012: DONE });
    const spec = { name: 'I012', path: 'specs/infrastructure/phase-0/001-auth' };
    expect(outcomeOf(workspace(), [spec], since, nx, isBlocked).code).toBe(code);
  });
});
