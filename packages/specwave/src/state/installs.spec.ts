import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dueInstall, madeLockFiles, noteInstall, noteLockFiles, setInstall } from './installs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-installs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const asked = (task: string, locks: string[], ours: string[] = [], anew: string[] = []) => ({
  spec: 'F001',
  task,
  changed: [`${task}/package.json`],
  locks,
  ours,
  anew,
});

it('landings add up until all is installed, and what failed is tried again', () => {
  noteInstall(root, asked('T001', ['a.lock'], ['a.lock'], ['a.lock']));
  const first = dueInstall(root);
  setInstall(root, first && { ...first, failed: 'npm install' });
  noteInstall(root, asked('T002', ['b.lock'], ['b.lock']));
  expect(dueInstall(root)).toMatchObject({
    task: 'T002',
    changed: ['T001/package.json', 'T002/package.json'],
    locks: ['a.lock', 'b.lock'],
    ours: ['a.lock', 'b.lock'],
    anew: ['a.lock'],
    failed: null,
  });
  setInstall(root, null);
  expect(dueInstall(root)).toBeNull();
});

it("a lock file that once held something of the user's does not become ours by another landing", () => {
  noteInstall(root, asked('T001', ['a.lock']));
  noteInstall(root, asked('T002', ['a.lock'], ['a.lock']));
  expect(dueInstall(root)).toMatchObject({ locks: ['a.lock'], ours: [] });
});

it('lock files are remembered by what they held last', () => {
  expect(madeLockFiles(root)).toEqual({});
  noteLockFiles(root, { 'a.lock': '1', 'b.lock': '1' });
  noteLockFiles(root, { 'a.lock': '2' });
  expect(madeLockFiles(root)).toEqual({ 'a.lock': '2', 'b.lock': '1' });
});
