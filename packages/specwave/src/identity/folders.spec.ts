import { isContextFile, specFolders } from './folders';

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
