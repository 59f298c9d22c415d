/** The tree that an agent works in, and how its work is told from what was there. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../config/problem';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { captureChanges } from '../../worktree/capture';
import { landPatch } from '../../worktree/land';
import { completePackages } from '../../worktree/packages';
import { settleTree } from '../../worktree/setup';
import type { Slot } from '../../worktree/slots';
import type { Isolated } from './isolation';

export interface Work {
  files: ChangedFile[];
  /** Null where agents share the tree: there is nothing to take over, and nothing to replay. */
  patch: Buffer | null;
  /** What cannot be taken over, with the reason. */
  refused: { path: string; reason: string }[];
}

export interface AgentTree {
  /** Absolute. */
  path: string;
  /** The slot that it is in; null where it is the user's own tree. */
  slot: Slot | null;
  /** Takes what is in the tree now for what `setup` made: no work of the agent's. */
  settle(): Promise<Result<void>>;
  /** Writes work into the tree that an agent had done before; false, and nothing written, where it does not fit. */
  put(files: readonly ChangedFile[], patch: Buffer): Promise<boolean>;
  /** What changed in the tree since it was handed to the agent. */
  collect(): Promise<Result<Work>>;
}

/** A slot that was filled with `base`. */
export function slotTree(
  { repository, folders }: Isolated,
  slot: Slot,
  base: string,
  declared: readonly string[],
): AgentTree {
  return {
    path: join(slot.path, repository.prefix),
    slot,
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
  };
}

/**
 * The working tree itself. Others change it too, so only the files that the task declares are looked at, before and
 * after.
 */
export function sharedTree(workspaceRoot: string, declared: readonly string[]): AgentTree {
  const before = new Map(declared.map((path) => [path, stateAt(workspaceRoot, path)]));
  return {
    path: workspaceRoot,
    slot: null,
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

/** Whether a path of the task is in the tree. */
export function isIn(tree: AgentTree): (path: string) => boolean {
  return (path) => existsSync(join(tree.path, path));
}
