/**
 * Worktrees for agents, in `.nx/specwave/worktrees`: numbered slots that are used again within a run, because
 * bringing a tree from one base to another costs a fraction of checking it out; `kept/<spec>/<task>` for what a
 * failed attempt left. Which slot is in use is told by the leases.
 */
import { execa } from 'execa';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../config/problem';
import { git, type GitOptions, type GitOutput, literally, partsOf } from './git';
import { changeRegistration } from './halfMade';
import { copyIndex } from './indexFile';
import { below, gitProblem, type Repository } from './repository';
import { OUR_IDENTITY } from './snapshot';
import { namesIn, textOf } from './onDisk';

/** A worktree that agents work in, one after another. */
export interface Slot {
  /** Absolute. Its top is the top of the repository, not of the workspace. */
  path: string;
  /** git's own folder for it, absolute: `.git/worktrees/<name>`. */
  admin: string;
}

/** Folders of one workspace's worktrees. `state`: `.nx/specwave`, absolute. */
export interface WorktreeFolders {
  slots: string;
  kept: string;
  trash: string;
  scratch: string;
}

export function worktreeFolders(state: string): WorktreeFolders {
  const slots = join(state, 'worktrees');
  return { slots, kept: join(slots, 'kept'), trash: join(slots, '.trash'), scratch: join(slots, '.scratch') };
}

/** Index of the tree as it was handed to the agent, kept where the agent's own git commands do not come by. */
export function pristineIndex(slot: Slot): string {
  return join(slot.admin, 'specwave.index');
}

/** Which `node_modules` folders of the tree are ours: see `packages`. */
export function laidFile(slot: Slot): string {
  return join(slot.admin, 'specwave.packages');
}

/** The slot at this path, as far as its two halves know each other; null where they do not. */
export function slotAt(repository: Repository, path: string): Slot | null {
  try {
    const link = join(path, '.git');
    if (!lstatSync(link).isFile()) return null;
    const admin = /^gitdir: (.+)\n?$/.exec(readFileSync(link, 'utf8'))?.[1] ?? '';
    if (dirname(admin) !== join(repository.commonDir, 'worktrees')) return null;
    // git writes real paths; ours may lead through a link.
    const back = readFileSync(join(admin, 'gitdir'), 'utf8').trimEnd();
    return back === join(realpathSync(path), '.git') ? { path, admin } : null;
  } catch {
    return null;
  }
}

/** Slots on disk, in use or not, absolute. */
export function slotsOf(folders: WorktreeFolders): string[] {
  return namesIn(folders.slots)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => join(folders.slots, name));
}

/**
 * Gives a slot that is not among `inUse`: one that an earlier task has let go, or a new one. To be called while
 * holding the workspace's lock: `git worktree add` races on the repository's configuration. It has no files yet: see
 * `fillSlot`.
 */
export async function claimSlot(
  repository: Repository,
  folders: WorktreeFolders,
  inUse: ReadonlySet<string>,
): Promise<Result<Slot>> {
  for (const path of slotsOf(folders)) {
    if (inUse.has(path)) continue;
    const spare = slotAt(repository, path);
    if (spare && existsSync(pristineIndex(spare))) return ok(spare);
    await discard(repository, folders, path);
  }
  mkdirSync(folders.slots, { recursive: true });
  let number = 1;
  while (existsSync(join(folders.slots, String(number)))) number += 1;
  const path = join(folders.slots, String(number));
  const base = repository.head ?? (await emptyCommit(repository));
  // `--force`, twice: the slot may still be registered, where somebody has deleted `.nx`, or locked by a killed `add`.
  const how = ['--force', '--force', '--quiet', '--no-checkout', '--detach'];
  const added = await changeRegistration(repository, folders.slots, path, () =>
    git(['worktree', 'add', ...how, path, base], { cwd: repository.top }),
  );
  const made = added.code === 0 ? slotAt(repository, path) : null;
  return made ? ok(made) : fail(gitProblem('Making a worktree', added));
}

/** A repository without a commit has nothing to make a worktree of; the files come from the base anyway. */
async function emptyCommit({ top }: Repository): Promise<string> {
  const tree = await git(['hash-object', '-t', 'tree', '-w', '--stdin'], { cwd: top, input: '' });
  const made = await git(['commit-tree', tree.stdout.toString('utf8').trim(), '-m', 'Empty'], {
    cwd: top,
    env: OUR_IDENTITY,
  });
  return made.stdout.toString('utf8').trim();
}

/** Files of git's own for a worktree; everything else there (a merge or a stash under way) an agent has left. */
const ADMIN_FILES = new Set(['HEAD', 'commondir', 'gitdir', 'specwave.index', 'specwave.packages']);

/**
 * Brings the slot's files and index to `base`, whatever was there before. `spared` (from the top): untracked folders that
 * stay, because their content is brought in order by who made them. Needs no lock.
 */
export async function fillSlot(
  slot: Slot,
  base: string,
  spared: readonly string[] = [],
): Promise<Result<void>> {
  const { path, admin } = slot;
  const index = pristineIndex(slot);
  const isReused = existsSync(index);
  for (const name of namesIn(admin))
    if (!ADMIN_FILES.has(name)) rmSync(join(admin, name), { recursive: true, force: true });
  writeFileSync(join(admin, 'HEAD'), `${base}\n`);
  const at = { cwd: path, index, tree: { gitDir: admin, workTree: path } };
  let filled = await git(['read-tree', '--reset', '-u', base], at);
  if (isReused) {
    let cleaned = filled.code === 0 ? await clear(at, base, spared) : filled;
    if (cleaned.code !== 0) {
      // An agent may leave read-only folders (package managers make such).
      await makeWritable([path]);
      filled = await git(['read-tree', '--reset', '-u', base], at);
      cleaned = filled.code === 0 ? await clear(at, base, spared) : filled;
    }
    if (cleaned.code !== 0) return fail(gitProblem("Clearing an agent's worktree", cleaned));
  }
  if (filled.code !== 0) return fail(gitProblem("Filling an agent's worktree", filled));
  copyIndex(index, join(admin, 'index'));
  return ok(undefined);
}

/**
 * Removes what is not of the base; also what `git clean` leaves: a repository that an agent made of a folder with files
 * of the base, and the insides of submodules.
 */
async function clear(at: GitOptions, base: string, spared: readonly string[]): Promise<GitOutput> {
  const but = spared.flatMap((path) => ['-e', `/${literally(path)}`]);
  const [cleaned, listed] = await Promise.all([
    git(['clean', '-ffdxq', ...but], at),
    git(['ls-tree', '-r', '-d', '-z', '--full-tree', base], {
      cwd: at.cwd,
      ...(at.tree ? { tree: at.tree } : {}),
    }),
  ]);
  if (cleaned.code !== 0 || listed.code !== 0) return cleaned.code === 0 ? listed : cleaned;
  for (const entry of partsOf(listed.stdout, 'latin1')) {
    const name = Buffer.from(entry.slice(entry.indexOf('\t') + 1), 'latin1');
    const folder = Buffer.concat([Buffer.from(`${at.cwd}/`), name]);
    if (entry.startsWith('160000')) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    } else rmSync(Buffer.concat([folder, Buffer.from('/.git')]), { recursive: true, force: true });
  }
  return listed;
}

async function makeWritable(folders: readonly string[]): Promise<void> {
  // Does not follow links.
  await execa('chmod', ['-R', 'u+rwX', '--', ...folders], { reject: false });
}

/**
 * Slots of ours that git still knows and whose folder is gone (killed half-way, or somebody deleted `.nx`), by
 * path: for `discard`. Under the lock.
 */
export function lostSlots(repository: Repository, folders: WorktreeFolders): string[] {
  const all = join(repository.commonDir, 'worktrees');
  const ours = existsSync(folders.slots) ? realpathSync(folders.slots) : folders.slots;
  return namesIn(all).flatMap((name) => {
    const link = textOf(join(all, name, 'gitdir'));
    const path = link === null ? null : dirname(link.trimEnd());
    return path !== null && below(ours, path) !== null && !existsSync(path) ? [path] : [];
  });
}

/** Takes a worktree's registration away and its files aside, in an instant; `emptyTrash` deletes them. Under the lock. */
export async function discard(repository: Repository, folders: WorktreeFolders, path: string): Promise<void> {
  if (existsSync(path)) {
    mkdirSync(folders.trash, { recursive: true });
    renameSync(path, join(folders.trash, randomUUID()));
  }
  // git forgets one whose folder is gone; not `prune`, which would also forget those of the user on an unmounted disk.
  await changeRegistration(repository, folders.slots, path, () =>
    git(['worktree', 'remove', '--force', '--force', path], { cwd: repository.top }),
  );
}

/** Puts what a failed attempt left to `kept/<spec>/<task>`, in place of an earlier one. Under the lock. Resolves with the new path. */
export async function keep(
  repository: Repository,
  folders: WorktreeFolders,
  slot: Slot,
  spec: string,
  task: string,
): Promise<string> {
  const to = join(folders.kept, spec, task);
  await discard(repository, folders, to);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(slot.path, to);
  // As `git worktree move` does (gitrepository-layout(5), `worktrees/<id>/gitdir`), which refuses trees with submodules.
  writeFileSync(join(slot.admin, 'gitdir'), `${join(realpathSync(to), '.git')}\n`);
  return to;
}

/** Deletes the files of discarded worktrees. Needs no lock. */
export async function emptyTrash(folders: WorktreeFolders): Promise<void> {
  const garbage = namesIn(folders.trash).map((name) => join(folders.trash, name));
  if (garbage.length === 0) return;
  // Node's own takes three times as long for 10,000 files.
  const removed = await execa('rm', ['-rf', '--', ...garbage], { reject: false });
  if (!removed.failed) return;
  await makeWritable(garbage);
  await execa('rm', ['-rf', '--', ...garbage], { reject: false });
}
