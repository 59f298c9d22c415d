import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFacts } from '../workspace/configFacts';
import { worksInWorktrees } from './isolation';

jest.mock('../workspace/parseConfig.js', () => jest.requireActual('../workspace/parseConfig'), {
  virtual: true,
});

let folder: string;
let workspaceRoot: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specwave-isolation-'));
  workspaceRoot = join(folder, 'workspace');
  mkdirSync(workspaceRoot);
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = (text: string): void => writeFileSync(join(workspaceRoot, 'specwave.yaml'), text);
const isIsolated = async (): Promise<boolean> =>
  worksInWorktrees(workspaceRoot, await readConfigFacts(workspaceRoot));

it('a workspace in no repository has no worktrees', async () => {
  expect(await isIsolated()).toBe(false);
});

it('a repository has worktrees', async () => {
  mkdirSync(join(workspaceRoot, '.git'));
  expect(await isIsolated()).toBe(true);
});

it('a workspace in a folder of a repository has worktrees', async () => {
  mkdirSync(join(folder, '.git'));
  expect(await isIsolated()).toBe(true);
});

it('a workspace that is a worktree itself, with a file called .git, has worktrees', async () => {
  writeFileSync(join(workspaceRoot, '.git'), 'gitdir: elsewhere\n');
  expect(await isIsolated()).toBe(true);
});

it.each([
  ['isolation: none\n', false],
  ['isolation: worktree\n', true],
  ['', true],
])('in a repository, the settings %j decide', async (text, expected) => {
  mkdirSync(join(workspaceRoot, '.git'));
  config(text);
  expect(await isIsolated()).toBe(expected);
});
