import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFolder } from './stateFolder';

let folder: string;
let workspaceRoot: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-state-'));
  workspaceRoot = join(folder, 'workspace');
  mkdirSync(workspaceRoot);
});
afterEach(() => rmSync(folder, { recursive: true }));

const ignoreFile = (): string => join(workspaceRoot, '.nx/specwave/.gitignore');

it('is made with a `.gitignore` that keeps all of it out of git', () => {
  expect(stateFolder(workspaceRoot)).toEqual({ ok: true, value: join(workspaceRoot, '.nx/specwave') });
  expect(readFileSync(ignoreFile(), 'utf8')).toBe('*\n');
});

it('a `.gitignore` that somebody changed stays as it is', () => {
  stateFolder(workspaceRoot);
  writeFileSync(ignoreFile(), '*\n!results\n');
  expect(stateFolder(workspaceRoot).ok).toBe(true);
  expect(readFileSync(ignoreFile(), 'utf8')).toBe('*\n!results\n');
});

test.each(['.nx', '.nx/specwave'])('%s that leads out of the workspace is refused', (path) => {
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  if (path !== '.nx') mkdirSync(join(workspaceRoot, '.nx'));
  symlinkSync(outside, join(workspaceRoot, path));
  expect(stateFolder(workspaceRoot)).toMatchObject({ ok: false, problems: [{ code: 'link-outside' }] });
  expect(readdirSync(outside)).toEqual([]);
});

it('a link to nothing is refused', () => {
  symlinkSync(join(folder, 'nowhere'), join(workspaceRoot, '.nx'));
  expect(stateFolder(workspaceRoot)).toMatchObject({ ok: false, problems: [{ code: 'link-outside' }] });
});

it('a file in its place is a problem', () => {
  mkdirSync(join(workspaceRoot, '.nx'));
  writeFileSync(join(workspaceRoot, '.nx/specwave'), '');
  expect(stateFolder(workspaceRoot)).toMatchObject({ ok: false, problems: [{ code: 'state-unwritable' }] });
});
