import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterStanding } from './projectStatus';
import type { SpecStanding } from './statusItems';

const STANDING: SpecStanding = {
  path: 'specs/F001',
  id: 'F001',
  status: 'in_progress',
  completedAt: null,
  remaining: ['T001'],
  total: 1,
  done: 0,
};
const BEFORE = '{ "features": [{ "id": "F001", "status": "planned" }] }\n';
const AFTER = '{ "features": [{ "id": "F001", "status": "in_progress", "remaining_tasks": ["T001"] }] }\n';

let root: string;
const at = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-status-'));
  mkdirSync(at('.claude'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('enters the status in the files that are there, and makes none', () => {
  writeFileSync(at('features.json'), BEFORE);
  expect(enterStanding(root, STANDING)).toEqual([]);
  expect(read('features.json')).toBe(AFTER);
  expect(readdirSync(root).sort()).toEqual(['.claude', 'features.json']);
  expect(readdirSync(at('.claude'))).toEqual([]);
});

it('does not write a file with nothing to change', () => {
  writeFileSync(at('features.json'), AFTER);
  utimesSync(at('features.json'), 1, 1);
  const { ino } = statSync(at('features.json'));
  enterStanding(root, STANDING);
  expect(statSync(at('features.json'))).toMatchObject({ ino, mtimeMs: 1000 });
});

it('takes away what a killed process has left', () => {
  writeFileSync(at('features.json'), BEFORE);
  writeFileSync(at('.features.json.specwave.tmp'), '{ "feat');
  expect(enterStanding(root, STANDING)).toEqual([]);
  expect(readdirSync(root).sort()).toEqual(['.claude', 'features.json']);
});

it('keeps who may read the file', () => {
  writeFileSync(at('features.json'), BEFORE);
  chmodSync(at('features.json'), 0o640);
  enterStanding(root, STANDING);
  expect(statSync(at('features.json')).mode & 0o777).toBe(0o640);
});

it('a link to a file of the workspace stays a link, and that file is changed', () => {
  writeFileSync(at('.claude/features.json'), BEFORE);
  symlinkSync('.claude/features.json', at('features.json'));
  expect(enterStanding(root, STANDING)).toEqual([]);
  expect(lstatSync(at('features.json')).isSymbolicLink()).toBe(true);
  expect(read('.claude/features.json')).toBe(AFTER);
});

it('does not write through a link that leads out of the workspace', () => {
  const outside = mkdtempSync(join(tmpdir(), 'specwave-outside-'));
  writeFileSync(join(outside, 'features.json'), BEFORE);
  symlinkSync(join(outside, 'features.json'), at('features.json'));
  expect(enterStanding(root, STANDING)).toMatchObject([{ code: 'link-outside', severity: 'warning' }]);
  expect(readFileSync(join(outside, 'features.json'), 'utf8')).toBe(BEFORE);
  rmSync(outside, { recursive: true });
});

it.each<[string, Buffer]>([
  ['is no JSON', Buffer.from('{ "features": [')],
  ['is not UTF-8', Buffer.from([...Buffer.from('{ "name": "'), 0xe9, ...Buffer.from('", "features": [] }')])],
])('a file that %s is told and left alone, and the other one is changed', (_, bytes) => {
  writeFileSync(at('.claude/project.json'), bytes);
  writeFileSync(at('features.json'), BEFORE);
  const problems = enterStanding(root, STANDING);
  expect(problems).toMatchObject([
    { code: 'project-status', severity: 'warning', file: '.claude/project.json', at: { line: 1 } },
  ]);
  expect(readFileSync(at('.claude/project.json'))).toEqual(bytes);
  expect(read('features.json')).toBe(AFTER);
});

it('a folder in the place of a file is a warning', () => {
  mkdirSync(at('features.json'));
  expect(enterStanding(root, STANDING)).toMatchObject([{ code: 'project-status', file: 'features.json' }]);
});
