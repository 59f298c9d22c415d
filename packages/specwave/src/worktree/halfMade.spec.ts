import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeRegistration, removeHalfMade } from './halfMade';
import type { Repository } from './repository';
import { gitIn, newFolder, opened, removeFolders, repositoryOf } from './testing/repository';

afterAll(removeFolders);

class Killed extends Error {}

let repository: Repository;
let all: string;
let slots: string;

beforeEach(async () => {
  repository = await opened(repositoryOf({ 'a.txt': 'a\n' }));
  all = join(repository.commonDir, 'worktrees');
  slots = join(newFolder(), 'slots');
});

/** As far as a process gets that is killed while git is at work. */
async function killedDuring(path: string, act: () => void): Promise<void> {
  const killed = changeRegistration(repository, slots, path, () => {
    act();
    return Promise.reject(new Killed());
  });
  await expect(killed).rejects.toThrow(Killed);
}

it('what a killed `git worktree add` left without a word is removed', async () => {
  const path = join(slots, '1');
  await killedDuring(path, () => {
    mkdirSync(join(all, '1'), { recursive: true });
    writeFileSync(join(all, '1/locked'), 'initializing');
  });
  removeHalfMade(repository, slots);
  expect(existsSync(join(all, '1'))).toBe(false);
});

it('what a killed `git worktree remove` left is removed', async () => {
  const path = join(slots, '1');
  await changeRegistration(repository, slots, path, async () =>
    gitIn(repository.top, ['worktree', 'add', path]),
  );
  await killedDuring(path, () => rmSync(join(all, '1/gitdir')));
  removeHalfMade(repository, slots);
  expect(existsSync(join(all, '1'))).toBe(false);
});

it('what was half made before, and whole worktrees, are not ours to remove', async () => {
  const users = join(newFolder(), 'users');
  gitIn(repository.top, ['worktree', 'add', users]);
  mkdirSync(join(all, 'other'));
  const path = join(slots, '1');
  await killedDuring(path, () => gitIn(repository.top, ['worktree', 'add', path]));
  removeHalfMade(repository, slots);
  expect(readdirSync(all).toSorted()).toEqual(['1', 'other', 'users']);
});

it('without a change that was killed, nothing is removed', async () => {
  await changeRegistration(repository, slots, join(slots, '1'), async () => undefined);
  mkdirSync(join(all, 'other'), { recursive: true });
  removeHalfMade(repository, slots);
  expect(readdirSync(all)).toEqual(['other']);
});
