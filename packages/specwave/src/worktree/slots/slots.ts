/**
 * Trees for agents, outside of the workspace (see `state/treesFolder`): numbered slots that are used again within a run,
 * because bringing a tree from one base to another costs a fraction of checking it out; `kept/<spec>/<task>` for what a
 * failed attempt left. Which slot is in use is told by the leases.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../config/problem';
import { errorCode } from '../../config/systemError';
import { protectBase } from './bases';
import { git, type GitOptions, type GitOutput, literally, partsOf } from '../git/git';
import { namesIn, textOf } from '../../state/onDisk';
import { giveRepository, keepBase, readOrigin } from './ownRepository';
import { makeWritable, removeAll } from '../git/remove';
import { gitProblem, type Repository } from '../git/repository';

/** A tree that agents work in, one after another, with a repository of its own. */
export interface Slot {
  /** Absolute. Its top is the top of the repository, not of the workspace. */
  path: string;
  /** What Specwave notes of it, absolute: a folder where the agent's own programs do not come by. */
  notes: string;
}

/** Folders of one workspace's trees, absolute. */
export interface SlotFolders {
  /** All that follows lies in here, but `bases` and `scratch`. */
  home: string;
  slots: string;
  notes: string;
  kept: string;
  trash: string;
  /** With the workspace, because they are of use where it is. */
  bases: string;
  scratch: string;
}

/** `home`: the folder of this workspace's trees; `state`: `.nx/specwave` (both absolute). */
export function slotFolders(home: string, state: string): SlotFolders {
  return {
    home,
    slots: join(home, 'trees'),
    notes: join(home, 'notes'),
    kept: join(home, 'kept'),
    trash: join(home, 'trash'),
    bases: join(state, 'bases'),
    scratch: join(state, 'scratch'),
  };
}

/** What the refs of this workspace's bases are called by. */
export function refName({ home }: Pick<SlotFolders, 'home'>): string {
  return basename(home);
}

/** Index of the tree as it was handed to the agent. */
export function pristineIndex(slot: Slot): string {
  return join(slot.notes, 'index');
}

/** Which `node_modules` folders of the tree are ours: see `packages`. */
export function laidFile(slot: Slot): string {
  return join(slot.notes, 'packages.json');
}

/** The repository that the tree's files are of. */
function originFile(notes: string): string {
  return join(notes, 'repository');
}

function baseFile(notes: string): string {
  return join(notes, 'base');
}

/** Has git look at the slot's files with the user's repository, whatever the agent has made of its own. */
export function treeOf({ commonDir }: Repository, { path }: Slot): NonNullable<GitOptions['tree']> {
  return { gitDir: commonDir, workTree: path };
}

/** The slot at this path; null where it is none of this repository's, or half of it is gone. */
export function slotAt({ commonDir }: Repository, path: string): Slot | null {
  const notes = join(dirname(dirname(path)), 'notes', basename(path));
  const isThere = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isThere && textOf(originFile(notes)) === commonDir ? { path, notes } : null;
}

/** Slots on disk, whole or not, in use or not, absolute. */
export function slotsOf({ slots, notes }: SlotFolders): string[] {
  const names = new Set([...namesIn(slots), ...namesIn(notes)]);
  return [...names]
    .filter((name) => /^\d+$/.test(name))
    .toSorted((a, b) => Number(a) - Number(b))
    .map((name) => join(slots, name));
}

/**
 * Gives a slot that is not among `inUse`, for `base`: one that an earlier task has let go, or a new one. To be called while
 * holding the workspace's lock. It has no files yet: see `fillSlot`.
 */
export async function claimSlot(
  repository: Repository,
  folders: SlotFolders,
  inUse: ReadonlySet<string>,
  base: string,
): Promise<Result<Slot>> {
  const slot = spareSlot(repository, folders, inUse) ?? newSlot(repository, folders);
  if (slot.ok) await protectBase(repository, refName(folders), base);
  return slot;
}

function spareSlot(
  repository: Repository,
  folders: SlotFolders,
  inUse: ReadonlySet<string>,
): Result<Slot> | null {
  for (const path of slotsOf(folders)) {
    if (inUse.has(path)) continue;
    const spare = slotAt(repository, path);
    if (spare && existsSync(pristineIndex(spare))) return ok(spare);
    discard(folders, path);
  }
  return null;
}

function newSlot({ commonDir }: Repository, folders: SlotFolders): Result<Slot> {
  const taken = new Set(slotsOf(folders));
  let number = 1;
  while (taken.has(join(folders.slots, String(number)))) number += 1;
  const path = join(folders.slots, String(number));
  const notes = join(folders.notes, String(number));
  try {
    for (const folder of [path, notes]) mkdirSync(folder, { recursive: true });
    writeFileSync(originFile(notes), commonDir);
    return ok({ path, notes });
  } catch (error) {
    return fail({
      code: 'tree-not-made',
      severity: 'error',
      message: `A tree for an agent could not be made (${errorCode(error)}).`,
      file: path,
      next: 'Look whether the disk has room and the folder can be written, and run again.',
    });
  }
}

/** Notes that outlive the task that they were made for. */
const LASTING_NOTES = new Set(['repository', 'index', 'packages.json']);

/**
 * Brings the slot's files to `base`, whatever was there before, and gives it a repository of its own. `spared` (from the
 * top): untracked folders that stay, because their content is brought in order by who made them. Needs no lock.
 */
export async function fillSlot(
  repository: Repository,
  folders: SlotFolders,
  slot: Slot,
  base: string,
  spared: readonly string[] = [],
): Promise<Result<void>> {
  const { path, notes } = slot;
  const index = pristineIndex(slot);
  const isReused = existsSync(index);
  for (const name of namesIn(notes))
    if (!LASTING_NOTES.has(name)) rmSync(join(notes, name), { recursive: true, force: true });
  const at = { cwd: path, index, tree: treeOf(repository, slot) };
  const origin = readOrigin(repository);
  let filled = await git(['read-tree', '--reset', '-u', base], at);
  if (isReused) {
    let cleaned = filled.code === 0 ? await clear(at, base, spared) : filled;
    if (cleaned.code !== 0) {
      // An agent may leave read-only folders (package managers make such).
      await makeWritable([path]);
      filled = await git(['read-tree', '--reset', '-u', base], at);
      cleaned = filled.code === 0 ? await clear(at, base, spared) : filled;
    }
    if (cleaned.code !== 0) return fail(gitProblem("Clearing an agent's tree", cleaned));
  }
  if (filled.code !== 0) return fail(gitProblem("Filling an agent's tree", filled));
  writeFileSync(baseFile(notes), base);
  const read = await origin;
  if (!read.ok) return read;
  return giveRepository(repository, path, read.value, { base, index, aside: folders.trash });
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

/** Puts a tree's files aside, in an instant; `emptyTrash` deletes them. Under the lock. */
export function discard({ trash, notes, slots }: SlotFolders, path: string): void {
  const own = dirname(path) === slots ? [join(notes, basename(path))] : [];
  for (const each of [path, ...own]) {
    if (!existsSync(each)) continue;
    mkdirSync(trash, { recursive: true });
    renameSync(each, join(trash, randomUUID()));
  }
}

/** Puts what a failed attempt left to `kept/<spec>/<task>`, in place of an earlier one. Under the lock. Resolves with the new path. */
export async function keep(
  repository: Repository,
  folders: SlotFolders,
  slot: Slot,
  spec: string,
  task: string,
): Promise<string> {
  const to = join(folders.kept, spec, task);
  const base = textOf(baseFile(slot.notes));
  discard(folders, to);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(slot.path, to);
  discard(folders, slot.path);
  if (base !== null) await keepBase(repository, to, base);
  return to;
}

/** Deletes the files of discarded trees. Needs no lock. */
export function emptyTrash({ trash }: SlotFolders): Promise<void> {
  return removeAll(namesIn(trash).map((name) => join(trash, name)));
}
