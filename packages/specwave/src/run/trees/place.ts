/** The tree that an agent works in, and how its work is told from what was there. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../config/problem';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { type Blob, readBlobs } from '../../worktree/git/blobs';
import { captureChanges } from '../../worktree/capture';
import { git, partsOf } from '../../worktree/git/git';
import type { GitState } from '../../worktree/git/gitState';
import { landPatch } from '../../worktree/landing/land';
import { completePackages } from '../../worktree/slots/packages';
import { settleTree } from '../../worktree/slots/setup';
import type { Slot } from '../../worktree/slots/slots';
import { isPlainFile } from '../../worktree/git/treeState';
import type { Isolated } from './isolation';

export interface Work {
  files: ChangedFile[];
  /** Null where agents share the tree: there is nothing to take over, and nothing to replay. */
  patch: Buffer | null;
  /** What cannot be taken over, with the reason. */
  refused: { path: string; reason: string }[];
}

/** A file before and after; null where it was not there. */
export interface Contents {
  before: Blob | null;
  after: Blob | null;
}

export interface AgentTree {
  /** Absolute. */
  path: string;
  /** The slot that it is in; null where it is the user's own tree. */
  slot: Slot | null;
  /** The commit that it was filled with; null where it is the user's own tree. */
  base: string | null;
  /** How the user's repository stood when the tree was handed over; null where nobody knows. */
  stood: GitState | null;
  /** Takes what is in the tree now for what `setup` made: no work of the agent's. */
  settle(): Promise<Result<void>>;
  /** Writes work into the tree that an agent had done before; false, and nothing written, where it does not fit. */
  put(files: readonly ChangedFile[], patch: Buffer): Promise<boolean>;
  /** What changed in the tree since it was handed to the agent. */
  collect(): Promise<Result<Work>>;
  /** What is in files that `collect` has told of, by their paths. */
  contents(files: readonly ChangedFile[]): Promise<Map<string, Contents>>;
  /** Paths of all files of the base, relative to the workspace; none where agents share the tree. */
  paths(): Promise<string[]>;
}

/** A slot that was filled with `base`. */
export function slotTree(
  { repository, folders }: Isolated,
  slot: Slot,
  base: string,
  declared: readonly string[],
  stood: GitState | null,
): AgentTree {
  return {
    path: join(slot.path, repository.prefix),
    slot,
    base,
    stood,
    settle: () => settleTree(repository, slot, declared, folders.scratch),
    put: async (files, patch) => {
      const tree = { ...repository, top: slot.path, gitDir: join(slot.path, '.git') };
      const landing = await landPatch(tree, files, patch, folders.scratch);
      return landing.ok && landing.value.kind === 'landed';
    },
    collect: async () => {
      const completed = completePackages(repository, folders, slot);
      return completed.ok ? captureChanges(repository, slot, base, declared, folders.scratch) : completed;
    },
    contents: async (files) => {
      const ids = files.flatMap(({ from, to }) => [from, to].flatMap((state) => state?.id ?? []));
      const blobs = await readBlobs({ cwd: repository.top }, ids);
      const of = (state: FileState | null): Blob | null => (state && blobs.get(state.id)) ?? null;
      return new Map(files.map(({ path, from, to }) => [path, { before: of(from), after: of(to) }]));
    },
    paths: async () => {
      const listed = await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', base], {
        cwd: repository.top,
      });
      const { prefix } = repository;
      return partsOf(listed.stdout).flatMap((path) =>
        path.startsWith(prefix) ? [path.slice(prefix.length)] : [],
      );
    },
  };
}

/**
 * The working tree itself. Others change it too, so only the files that the task declares are looked at, before and
 * after.
 */
export function sharedTree(workspaceRoot: string, declared: readonly string[]): AgentTree {
  const before = new Map(declared.map((path) => [path, stateAt(workspaceRoot, path)]));
  const stood = new Map(declared.map((path) => [path, blobAt(workspaceRoot, path)]));
  return {
    path: workspaceRoot,
    slot: null,
    base: null,
    stood: null,
    // Nothing is set up in the user's own tree.
    settle: async () => ok(undefined),
    put: async () => false,
    collect: async () => {
      const files = declared.flatMap((path): ChangedFile[] => {
        const [from, to] = [before.get(path) ?? null, stateAt(workspaceRoot, path)];
        return from?.id === to?.id && from?.mode === to?.mode ? [] : [{ path, from, to }];
      });
      return ok({ files, patch: null, refused: [] });
    },
    contents: async (files) =>
      new Map(
        files.map(({ path }) => [
          path,
          { before: stood.get(path) ?? null, after: blobAt(workspaceRoot, path) },
        ]),
      ),
    paths: async () => [],
  };
}

/** Mode and id as git would have them, without line-end conversion; null where there is no file. */
function stateAt(root: string, path: string): FileState | null {
  try {
    const file = join(root, path);
    const stat = lstatSync(file);
    if (!stat.isFile() && !stat.isSymbolicLink()) return null;
    const content = stat.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
    const id = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
    if (stat.isSymbolicLink()) return { mode: '120000', id };
    return { mode: stat.mode & 0o100 ? '100755' : '100644', id };
  } catch {
    return null;
  }
}

/** What a file holds; null where there is none. */
function blobAt(root: string, path: string): Blob | null {
  const bytes = fileBytes(root, path);
  return bytes && { size: bytes.length, bytes };
}

/** Of a file that is reached through real folders only; null where there is none, or where it is very large. */
export function fileBytes(root: string, path: string): Buffer | null {
  try {
    if (path.split('/').includes('..') || !isPlainFile(root, path)) return null;
    const file = join(root, path);
    const stat = lstatSync(file);
    return stat.isFile() && stat.size <= LARGEST_READ ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

const LARGEST_READ = 1024 * 1024;

/** Whether a path of the task is in the tree. */
export function isIn(tree: AgentTree): (path: string) => boolean {
  return (path) => existsSync(join(tree.path, path));
}

/** A folder in which there is nothing but such folders. */
export function isEmptyFolder(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true }).every((entry) =>
      entry.isDirectory(),
    );
  } catch {
    return false;
  }
}
