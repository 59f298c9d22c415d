import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromptFile } from './promptFile';

let root: string;
let workspaceRoot: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'specwave-prompt-'));
  workspaceRoot = join(root, 'workspace');
  mkdirSync(workspaceRoot);
  writeFileSync(join(root, 'outside.md'), '{{task}}');
});
afterEach(() => rmSync(root, { recursive: true }));

it('reads a file of the workspace, the same in a clone with other line ends', () => {
  writeFileSync(join(workspaceRoot, 'prompt.md'), '\uFEFFDo\r\n{{task}}\r\n');
  expect(readPromptFile(workspaceRoot, 'prompt.md')).toEqual({ ok: true, value: 'Do\n{{task}}\n' });
});

it('follows a link within the workspace', () => {
  writeFileSync(join(workspaceRoot, 'prompt.md'), '{{task}}');
  symlinkSync('prompt.md', join(workspaceRoot, 'link.md'));
  expect(readPromptFile(workspaceRoot, 'link.md')).toMatchObject({ ok: true });
});

it.each<[string, string, RegExp]>([
  ['that is missing', 'none.md', /is not there/],
  ['outside by its path', '../outside.md', /outside the workspace/],
  ['outside by a link', 'link.md', /outside the workspace/],
  ['that is a folder', 'folder', /cannot be read/],
  ['of more than 64 KB', 'large.md', /64 KB/],
])('a file %s is a problem', (_, path, message) => {
  symlinkSync('../outside.md', join(workspaceRoot, 'link.md'));
  mkdirSync(join(workspaceRoot, 'folder'));
  writeFileSync(join(workspaceRoot, 'large.md'), 'x'.repeat(64 * 1024 + 1));
  const read = readPromptFile(workspaceRoot, path);
  expect(read).toMatchObject({
    ok: false,
    problems: [{ code: 'prompt-file-unreadable', file: path, message: expect.stringMatching(message) }],
  });
});
