import { isContextFile, specFolders } from './folders';
import type { SpecIdentity } from '../tasklist/model';
import { nameSpecs } from './names';

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

describe('nameSpecs', () => {
  const spec = (path: string, id: string | null): SpecIdentity => ({
    name: id ?? path.slice(path.lastIndexOf('/') + 1),
    id,
    title: '',
    kind: 'feature',
    phase: null,
    path,
    taskFile: `${path}/tasks.md`,
    contextFiles: [],
    dependencies: [],
    declaresInfrastructure: false,
    problems: [],
  });

  it('gives specs that claim one id the names of their folders, with a problem that names the other', () => {
    const named = nameSpecs([spec('specs/a/x', 'F001'), spec('specs/b', 'F002'), spec('specs/c', 'f001')]);
    expect(named.map(({ name }) => name)).toEqual(['a-x', 'F002', 'c']);
    expect(named[0]?.problems).toMatchObject([
      { code: 'duplicate-spec-id', severity: 'error', message: expect.stringContaining('specs/c') },
    ]);
    expect(named[1]?.problems).toEqual([]);
  });

  it('only warns where two folders without an id are called the same', () => {
    const named = nameSpecs([spec('specs/a/auth', null), spec('specs/b/auth', null)]);
    expect(named.map(({ name }) => name)).toEqual(['a-auth', 'b-auth']);
    expect(named[0]?.problems).toMatchObject([{ severity: 'warning' }]);
  });

  it('keeps names unique when a folder is called like another spec', () => {
    const named = nameSpecs([spec('specs/a', 'F001'), spec('specs/b', 'F001'), spec('specs/c', 'A')]);
    expect(new Set(named.map(({ name }) => name.toLowerCase())).size).toBe(3);
  });
});
