/** Ignored files that each tree gets, by the settings or by the file that other tools read. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureChanges } from '../capture';
import { copyIncluded } from './included';
import { takeSnapshot } from '../snapshot';
import {
  type Files,
  filledSlot,
  foldersFor,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';
import { fillSlot } from './slots';

jest.setTimeout(30_000);
afterAll(removeFolders);

const IGNORED: Files = {
  '.env': 'SECRET=1\n',
  'apps/web/.env.local': 'SECRET=2\n',
  'keys/deep/one.pem': 'key\n',
  'tools/run.local': { executable: '#!/bin/sh\n' },
  'dist/out.js': 'built\n',
  'node_modules/dep/.env': 'not yours\n',
};
const GITIGNORE = '.env*\nkeys/\n*.local\ndist\nnode_modules\n.nx\n';

/** A tree of a repository with these ignored files, filled; which of them are in it, and what an agent's work in it would be. */
async function treeWith(patterns: string[], tracked: Files = {}) {
  const root = repositoryOf({ '.gitignore': GITIGNORE, 'apps/web/index.js': 'web', ...tracked });
  write(root, IGNORED);
  const repository = await opened(root);
  const folders = foldersFor(root);
  const base = valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
  const slot = await filledSlot(repository, folders, base);
  const fill = async (): Promise<void> => {
    valueOf(await fillSlot(repository, folders, slot, base));
    valueOf(await copyIncluded(repository, slot, patterns));
  };
  await fill();
  return {
    tree: slot.path,
    fill,
    has: () => Object.keys(IGNORED).filter((path) => existsSync(join(slot.path, path))),
    changes: async () => {
      const captured = valueOf(await captureChanges(repository, slot, base, [], folders.scratch));
      return { paths: captured.files.map(({ path }) => path), patch: captured.patch.toString() };
    },
  };
}

it('a tree has none of them unasked', async () => {
  expect((await treeWith([])).has()).toEqual([]);
});

it.each([
  [['.env'], ['.env']],
  [['.env*'], ['.env', 'apps/web/.env.local']],
  [['/apps/web/.env.local'], ['apps/web/.env.local']],
  [['keys/'], ['keys/deep/one.pem']],
  [
    ['*.pem', '*.local', '!.env.local'],
    ['keys/deep/one.pem', 'tools/run.local'],
  ],
])('%j: %j', async (patterns, expected) => {
  expect((await treeWith(patterns)).has()).toEqual(expected);
});

it('what `.worktreeinclude` names is there too', async () => {
  const { has, tree } = await treeWith(['.env'], { '.worktreeinclude': '# settings\n*.local\n' });
  expect(has()).toEqual(['.env', 'apps/web/.env.local', 'tools/run.local']);
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('SECRET=1\n');
  expect(statSync(join(tree, 'tools/run.local')).mode & 0o100).toBe(0o100);
});

it('never ends in a result, even where the agent takes away what ignores it', async () => {
  const { tree, changes } = await treeWith(['.env*']);
  writeFileSync(join(tree, '.env'), 'SECRET=changed\n');
  writeFileSync(join(tree, '.gitignore'), 'node_modules\n');
  writeFileSync(join(tree, 'work.js'), 'work\n');
  const { paths, patch } = await changes();
  expect(paths).toEqual(['.gitignore', 'work.js']);
  expect(patch).not.toContain('SECRET');
});

it('is as the user has it again for the next task', async () => {
  const { tree, fill } = await treeWith(['.env']);
  writeFileSync(join(tree, '.env'), 'SECRET=changed\n');
  await fill();
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('SECRET=1\n');
});
