import { isContextFile, isLeftOut, sharedContextOf, specFolders } from './folders';
import { SPEC_ROOTS } from '../config/options';

it('finds the folders of task lists below the roots, with the preferred list of each', () => {
  const files = [
    'specs/F002/tasks.md',
    'specs/F001/tasks.md',
    'specs/F001/agent-tasks/layered-tasks.md',
    'specs/features/phase-1/F003-x/tasks.md',
    'specs/features/phase-1/F003-x/layered-tasks.md',
    'specs\\windows\\tasks.md',
    'specs/tasks.md',
    'specs/F004/my-tasks.md',
    'specs/node_modules/a/tasks.md',
    'docs/F005/tasks.md',
    'specs-old/F006/tasks.md',
  ];
  expect(specFolders(files, ['./specs/'])).toEqual([
    { path: 'specs/F001', taskFile: 'specs/F001/agent-tasks/layered-tasks.md' },
    { path: 'specs/F002', taskFile: 'specs/F002/tasks.md' },
    { path: 'specs/features/phase-1/F003-x', taskFile: 'specs/features/phase-1/F003-x/layered-tasks.md' },
    { path: 'specs/windows', taskFile: 'specs/windows/tasks.md' },
  ]);
});

it.each([
  ['spec.md', true],
  ['setup.md', true],
  ['data-model.md', true],
  ['contracts/api.yaml', true],
  ['contracts/deep/x', true],
  ['specs/login/spec.md', true],
  ['specs/login/notes.md', false],
  ['tasks.md', false],
  ['layered-tasks.md', false],
  ['README.md', false],
  ['checklists/a.md', false],
  ['picture.png', false],
  ['.hidden.md', false],
  ['project.json', false],
])('isContextFile(%j) is %s', (name, expected) => {
  expect(isContextFile(name)).toBe(expected);
});

it('finds the specs of each tool, and no change of OpenSpec that is done', () => {
  const files = [
    'specs/001-photos/tasks.md',
    '.kiro/specs/login/tasks.md',
    'openspec/changes/add-search/tasks.md',
    'openspec/changes/archive/2025-01-01-old/tasks.md',
    'openspec/specs/search/tasks.md',
    '.spec-workflow/specs/export/tasks.md',
    '.spec-workflow/templates/tasks.md',
  ];
  expect(specFolders(files, SPEC_ROOTS).map(({ path }) => path)).toEqual([
    '.kiro/specs/login',
    '.spec-workflow/specs/export',
    'openspec/changes/add-search',
    'specs/001-photos',
  ]);
  expect(specFolders(files, ['.']).map(({ path }) => path)).not.toContain(
    'openspec/changes/archive/2025-01-01-old',
  );
});

it.each([
  ['specs/old', true],
  ['specs/old/a', true],
  ['specs/older', false],
  ['openspec/changes/archive/a', true],
  ['openspec/changes/archive-logs', false],
])('with `!specs/old`, %s is left out: %s', (path, expected) => {
  expect(isLeftOut(path, ['specs', '!specs/old'])).toBe(expected);
});

it.each([
  ['specs/001-photos', 'file', '.specify/memory/constitution.md'],
  ['docs/plans/a', 'file', '.specify/memory/constitution.md'],
  ['.kiro/specs/login', 'folder', '.kiro/steering'],
  ['apps/web/.kiro/specs/login', 'folder', 'apps/web/.kiro/steering'],
  ['.spec-workflow/specs/export', 'folder', '.spec-workflow/steering'],
  ['openspec/changes/add-search', 'file', 'openspec/project.md'],
])('the specs of the tool of %s share the %s %s', (path, kind, shared) => {
  expect(sharedContextOf(path)).toEqual({ kind, path: shared });
});
