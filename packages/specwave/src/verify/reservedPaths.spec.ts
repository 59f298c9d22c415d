import { reservedAmong } from './reservedPaths';

const RESERVED = ['specs/F001/tasks.md', '.claude/execution/', 'features.json'];

it.each([
  ['the file itself', 'features.json'],
  ['the file in another case, which is the same file elsewhere', 'Specs/f001/TASKS.md'],
  ['what lies in a reserved folder', '.claude/execution/execution.json'],
  ['what takes the place of a folder above (a link)', 'specs/F001'],
  ['the state of Specwave', '.nx/specwave/results/F001/T001/result.json'],
  ['what takes the place of the folder above that', '.nx'],
  ['the state of git', '.git/hooks/pre-commit'],
  ['the state of git in any folder', 'vendor/lib/.git/config'],
  ['the state of git by its short name', 'GIT~1/config'],
])('%s is reserved', (_, path) => {
  expect(reservedAmong(['src/a.ts', path], RESERVED)).toEqual([path]);
});

it.each([
  'features.json.bak',
  'src/features.json',
  'specs/F001/spec.md',
  'specs/F0011',
  '.claude/executions/a',
  '.nx/specwave-notes.md',
  '.gitignore',
  '.github/workflows/ci.yml',
])('%s is free', (path) => {
  expect(reservedAmong([path], RESERVED)).toEqual([]);
});
