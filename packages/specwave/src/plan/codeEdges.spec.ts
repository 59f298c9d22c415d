import { projectsOfFiles } from './codeEdges';

const roots = new Map([
  ['packages/app', 'app'],
  ['packages/app/inner', 'inner'],
  ['specs/F001', 'F001'],
]);

it.each([
  ['a file below a project', ['packages/app/src/a.ts'], ['app']],
  ['the project with the longest root', ['packages/app/inner/a.ts'], ['inner']],
  ['a folder with a similar name is another one', ['packages/app2/a.ts'], []],
  ['a file of the spec itself', ['specs/F001/notes.md'], []],
  ['a file that belongs to no project', ['a.ts'], []],
  [
    'each project once, sorted',
    ['packages/app/inner/a.ts', 'packages/app/b.ts', 'packages/app/c.ts'],
    ['app', 'inner'],
  ],
])('%s', (_, files, expected) => {
  expect(projectsOfFiles(files, roots, 'F001')).toEqual(expected);
});

it('a file at the top belongs to the project at the root, where there is one', () => {
  expect(projectsOfFiles(['a.ts'], new Map([['.', 'root']]), 'F001')).toEqual(['root']);
});
