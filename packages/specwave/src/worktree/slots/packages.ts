/**
 * The installed packages of an agent's tree. Node looks for them upwards from a file, so that a tree without its own
 * `node_modules` would find those of the workspace, whose links lead to the main tree's packages: what the agent changes
 * would not be what its checks load.
 */
import { existsSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Result } from '../../config/problem';
import { errorCode } from '../../config/systemError';
import { lay, putAside } from '../../packages/lay';
import { Injected } from '../../packages/injected';
import { Natures } from '../../packages/nature';
import { packagesFor, type Trees } from '../../packages/wanted';
import { git, partsOf } from '../git/git';
import { gitProblem, type Repository } from '../git/repository';
import { textOf } from '../../state/onDisk';
import { laidFile, pristineIndex, type Slot, type SlotFolders, treeOf } from './slots';

const laidSchema = z.array(z.string());

/** The `node_modules` folders that we have laid in this tree, from its top. */
export function laidIn(slot: Slot): string[] {
  try {
    return laidSchema.parse(JSON.parse(textOf(laidFile(slot)) ?? '[]'));
  } catch {
    return [];
  }
}

/**
 * Gives the tree, as it stands at its base, the packages that the main tree has. What an earlier task's agent installed
 * goes. Needs no lock.
 */
export async function layPackages(
  repository: Repository,
  folders: SlotFolders,
  slot: Slot,
): Promise<Result<void>> {
  const listed = await git(['ls-files', '-z', '--', ':(glob)**/package.json', ':(glob)**/node_modules/**'], {
    cwd: slot.path,
    index: pristineIndex(slot),
    tree: treeOf(repository, slot),
  });
  if (listed.code !== 0) return fail(gitProblem('Looking for packages', listed));
  const paths = partsOf(listed.stdout);
  try {
    const trees = treesOf(repository, folders, slot);
    const now = placesOf(paths, repository.prefix).filter((path) => existsSync(join(trees.main, path)));
    const before = laidIn(slot);
    writeFileSync(laidFile(slot), JSON.stringify([...new Set([...before, ...now])]));
    for (const path of now) layOne(trees, path, folders.trash, trackedIn(paths, path));
    for (const path of before) if (!now.includes(path)) takeAway(trees.tree, path, folders.trash);
    writeFileSync(laidFile(slot), JSON.stringify(now));
    trees.natures.save();
    return ok(undefined);
  } catch (error) {
    return fail(notLaid(error));
  }
}

/** Lays anew what an agent has taken away altogether; what it installed stays, for the checks to see. */
export function completePackages(repository: Repository, folders: SlotFolders, slot: Slot): Result<void> {
  try {
    const trees = treesOf(repository, folders, slot);
    for (const path of laidIn(slot))
      if (existsSync(dirname(join(trees.tree, path))) && !existsSync(join(trees.tree, path)))
        layOne(trees, path, folders.trash, new Set());
    return ok(undefined);
  } catch (error) {
    return fail(notLaid(error));
  }
}

function treesOf({ top }: Repository, { home }: SlotFolders, { path }: Slot): Trees {
  const natures = new Natures(join(home, 'packages.json'));
  return {
    main: realpathSync.native(top),
    tree: realpathSync.native(path),
    natures,
    injected: new Injected(),
  };
}

function layOne(trees: Trees, path: string, trash: string, tracked: ReadonlySet<string>): void {
  const to = join(trees.tree, path);
  const entries = packagesFor(trees, join(trees.main, path), to);
  if (entries) lay(to, entries, trash, tracked);
}

/** Beside each manifest, where packages may be installed. Outermost first. */
function placesOf(paths: readonly string[], prefix: string): string[] {
  const manifests = paths.filter(
    (path) => /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path),
  );
  const folders = ['', prefix, ...manifests.map((path) => path.slice(0, -'package.json'.length))];
  return [...new Set(folders)].map((folder) => `${folder}node_modules`);
}

/** Names in this folder below which git tracks something. */
function trackedIn(paths: readonly string[], folder: string): Set<string> {
  const below = paths.filter((path) => path.startsWith(`${folder}/`));
  return new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''));
}

function takeAway(top: string, path: string, trash: string): void {
  putAside(join(top, path), trash);
  try {
    // The package is gone; its folder stood only because of what was in it.
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) rmdirSync(join(top, folder));
  } catch {
    // Not empty.
  }
}

function notLaid(error: unknown) {
  return {
    code: 'packages-not-laid',
    severity: 'error',
    message: `The packages of the workspace could not be linked into an agent's tree (${errorCode(error)}).`,
    file: 'node_modules',
    next: 'Look whether `node_modules` can be read and the disk has room, and run again.',
  } as const;
}
