/** What an agent can do with git in its tree, and what of it reaches the user: nothing. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeSnapshot } from '../snapshot';
import {
  commitAll,
  filledSlot,
  foldersFor,
  gitIn,
  newFolder,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';

afterAll(removeFolders);

const BASE = { 'a.txt': 'a\n', 'src/b.txt': 'b\n' };

async function treeOf(root: string): Promise<string> {
  const repository = await opened(root);
  const folders = foldersFor(root);
  const { commit } = valueOf(await takeSnapshot(repository, [], folders.scratch));
  return (await filledSlot(repository, folders, commit)).path;
}

/** All that git knows of a repository, but our refs. */
function knownTo(root: string): Record<string, string> {
  return {
    refs: gitIn(root, ['for-each-ref', 'refs/heads', 'refs/remotes', 'refs/tags', 'refs/stash']),
    head: readFileSync(join(root, '.git/HEAD'), 'utf8'),
    stash: gitIn(root, ['stash', 'list']),
    settings: gitIn(root, ['config', '--list', '--local']),
    hooks: existsSync(join(root, '.git/hooks')) ? 'some' : 'none',
    trees: gitIn(root, ['worktree', 'list']),
    status: gitIn(root, ['status', '--porcelain']),
  };
}

it("nothing that is done with git in a tree reaches the user's repository", async () => {
  const root = repositoryOf(BASE);
  write(root, { 'a.txt': 'stashed\n' });
  gitIn(root, ['stash', '--quiet']);
  write(root, { 'a.txt': 'mine\n' });
  const before = knownTo(root);
  const tree = await treeOf(root);
  const hook = join(tree, '.git/hooks/post-commit');
  mkdirSync(join(hook, '..'), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\n', { mode: 0o755 });
  write(tree, { 'a.txt': 'agent\n' });
  for (const args of [
    ['stash'],
    ['stash', 'drop'],
    ['config', 'core.hooksPath', 'evil'],
    ['config', 'user.name', 'Agent'],
    ['checkout', '--quiet', '-B', 'main'],
    ['commit', '--quiet', '--allow-empty', '--message=Agent'],
    ['branch', 'more'],
    ['tag', 'v1'],
    ['worktree', 'add', '--quiet', '--detach', join(newFolder(), 'x')],
    ['gc', '--quiet', '--prune=now'],
  ])
    gitIn(tree, args);
  expect(knownTo(root)).toEqual(before);
  expect(gitIn(root, ['fsck', '--no-dangling'])).toBe('');
});

it('a tree has the history, the branches and those of remotes', async () => {
  const root = repositoryOf(BASE);
  gitIn(root, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
  gitIn(root, ['tag', '-a', '-m', 'One', 'v1']);
  write(root, { 'a.txt': 'second\n' });
  commitAll(root);
  write(root, { 'src/b.txt': 'uncommitted\n' });
  const tree = await treeOf(root);
  write(tree, { 'a.txt': 'agent\n' });
  expect(gitIn(tree, ['diff', '--name-only', 'main'])).toBe('a.txt\nsrc/b.txt');
  expect(gitIn(tree, ['merge-base', 'origin/main', 'HEAD'])).toBe(gitIn(root, ['rev-parse', 'HEAD~1']));
  expect(gitIn(tree, ['describe', '--long', 'main'])).toMatch(/^v1-1-g/);
  expect(gitIn(tree, ['log', '--format=%s', '--', 'a.txt'])).toBe('All\nAll');
  expect(gitIn(tree, ['blame', '-s', 'main', '--', 'a.txt'])).toContain('second');
  expect(gitIn(tree, ['rev-parse', '--verify', 'HEAD'])).toBe(gitIn(tree, ['rev-parse', 'HEAD']));
  expect(gitIn(tree, ['fsck', '--no-dangling'])).toBe('');
});

it('knows who the user is and how they have files written, with a remote that has its address, no password and takes no push', async () => {
  const remote = newFolder();
  gitIn(remote, ['init', '--quiet', '--bare', '--template=']);
  const root = repositoryOf(BASE, { 'user.name': 'A "B" \\ C', 'core.autocrlf': 'input' });
  gitIn(root, ['remote', 'add', 'origin', remote]);
  gitIn(root, ['remote', 'add', 'other', 'https://me:secret@example.invalid/x.git']);
  gitIn(root, ['config', 'core.hooksPath', 'hooks']);
  gitIn(root, ['config', 'http.extraHeader', 'secret']);
  const tree = await treeOf(root);
  expect(gitIn(tree, ['config', 'user.name'])).toBe('A "B" \\ C');
  expect(gitIn(tree, ['config', 'core.autocrlf'])).toBe('input');
  expect(gitIn(tree, ['remote', 'get-url', 'origin'])).toBe(remote);
  expect(gitIn(tree, ['remote', 'get-url', 'other'])).toBe('https://example.invalid/x.git');
  expect(readFileSync(join(tree, '.git/config'), 'utf8')).not.toMatch(/secret|hookspath/i);
  expect(() => gitIn(tree, ['push', 'origin', 'HEAD:refs/heads/x'])).toThrow('push');
  expect(gitIn(remote, ['for-each-ref'])).toBe('');
});

it.each<[string, (root: string) => string]>([
  [
    'a shallow clone',
    (root) => {
      const clone = join(newFolder(), 'clone');
      commitAll(root);
      gitIn(root, ['clone', '--quiet', '--depth=1', `file://${root}`, clone]);
      return clone;
    },
  ],
  [
    'a partial clone',
    (root) => {
      const clone = join(newFolder(), 'clone');
      write(root, { 'a.txt': 'second\n' });
      commitAll(root);
      for (const name of ['allowFilter', 'allowAnySHA1InWant'])
        gitIn(root, ['config', `uploadpack.${name}`, 'true']);
      gitIn(root, ['clone', '--quiet', '--filter=blob:none', `file://${root}`, clone]);
      return clone;
    },
  ],
  [
    "a clone that borrows another's objects",
    (root) => {
      const clone = join(newFolder(), 'clone');
      gitIn(root, ['clone', '--quiet', '--shared', root, clone]);
      return clone;
    },
  ],
  [
    'a linked worktree',
    (root) => {
      const linked = join(newFolder(), 'linked');
      gitIn(root, ['worktree', 'add', '--quiet', '--detach', linked]);
      return linked;
    },
  ],
  [
    'a repository with long ids',
    () => {
      const root = newFolder();
      gitIn(root, ['init', '--quiet', '--template=', '--object-format=sha256', '--initial-branch=main']);
      write(root, BASE);
      commitAll(root);
      return root;
    },
  ],
  [
    'a repository whose refs are packed',
    (root) => {
      gitIn(root, ['gc', '--quiet']);
      return root;
    },
  ],
])('works in %s', async (_, make) => {
  const root = make(repositoryOf(BASE));
  write(root, { 'src/b.txt': 'uncommitted\n' });
  const tree = await treeOf(root);
  expect(gitIn(tree, ['status', '--porcelain'])).toBe('');
  write(tree, { 'a.txt': 'agent\n' });
  commitAll(tree);
  expect(gitIn(tree, ['log', '-p', '--format=%s', '--', 'a.txt'])).toContain('+agent');
  expect(gitIn(tree, ['rev-list', '--count', 'HEAD'])).toBe(
    String(Number(gitIn(root, ['rev-list', '--count', 'HEAD'])) + 2),
  );
});
