/**
 * Leases on tasks: two runs at once do each task once, and what a dead run began is found again. A lease is a
 * folder, `.nx/specwave/locks/tasks/<project>/<task>`, with `lease.json`, and the attempt's scratch space. It is
 * taken and dropped under the workspace's lock; its holder writes to it and lets go of it without.
 */
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { type Holder, lifeOf, newHolder } from './holder';
import {
  type Found,
  folderIn,
  type LeaseFile,
  leaseFolder,
  type LeaseNote,
  LEASES,
  readLease,
  removeLease,
  writeLease,
} from './leaseFile';
import { isSilent } from './leaseWait';
import { isResultName } from './resultSchema';
import { STATE_FOLDER } from './stateFolder';

export type { Holder, LeaseNote };
export { waitForLease } from './leaseWait';

/** For those who cannot look at this process: another machine or container that shares the folder. */
const HEARTBEAT_MS = 2000;

export interface Lease {
  /** Absolute. The attempt's scratch space; goes with the lease. */
  readonly folder: string;
  readonly token: string;
  readonly note: LeaseNote;
  /**
   * Changes the note, on disk as a whole. Leaves the disk as it is where the lease is no longer ours, or cannot be
   * written: the note serves to go on after a crash, and without it the work is done anew.
   */
  update(change: Partial<LeaseNote>): void;
  /** Removes the folder. Does nothing when the lease is no longer ours. */
  release(): void;
}

export type Taken =
  /** `left`: what a dead holder noted, whose scratch space is still there; null: the folder is empty. */
  { kind: 'taken'; lease: Lease; left: LeaseNote | null } | { kind: 'held'; holder: Holder };

/** `note` is null where none can be read; `dead`: whether the holder certainly is. */
export interface ListedLease {
  spec: string;
  task: string;
  /** Absolute. */
  folder: string;
  /** Empty for a damaged lease. */
  token: string;
  note: LeaseNote | null;
  dead: boolean;
}

/**
 * Takes the lease on a task, unless somebody holds it, this process included. To be called while holding the
 * workspace's lock. Throws for names that no project or task has. What a dead holder left stays on disk beside the
 * new note until that names a worktree: whoever dies in between loses nothing.
 * Problems: `lease-unwritable`, `lease-unreadable`, `lease-link`, those of `stateFolder`.
 */
export function takeLease(workspaceRoot: string, spec: string, task: string, note: LeaseNote): Result<Taken> {
  const folder = leaseFolder(workspaceRoot, spec, task);
  if (!folder.ok) return folder;
  const found = readLease(folder.value);
  if (found.kind === 'unreadable') return fail(unusable('unreadable', 'read', spec, task, found.code));
  if (found.kind === 'lease' && !isDead(found)) return ok({ kind: 'held', holder: found.file.holder });
  const left = found.kind === 'lease' ? standing(found.file) : null;
  if (left === null) removeLease(workspaceRoot, folder.value);
  const file: LeaseFile = { holder: newHolder(), note, left };
  try {
    mkdirSync(folder.value, { recursive: true });
    writeLease(folder.value, file);
  } catch (error) {
    return fail(unusable('unwritable', 'taken', spec, task, errorCode(error)));
  }
  return ok({ kind: 'taken', lease: holdLease(workspaceRoot, folder.value, file, note), left });
}

function holdLease(workspaceRoot: string, folder: string, file: LeaseFile, first: LeaseNote): Lease {
  let note = first;
  let { left } = file;
  const { token } = file.holder;
  const isOurs = (): boolean => tokenOf(readLease(folder)) === token;
  const beat = setInterval(() => {
    if (isOurs()) touch(join(folder, 'lease.json'));
    else clearInterval(beat);
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    folder,
    token,
    get note() {
      return note;
    },
    update(change) {
      note = { ...note, ...change };
      if (note.worktree !== null) left = null;
      if (!isOurs()) return;
      try {
        writeLease(folder, { ...file, note, left });
      } catch {
        // See the interface.
      }
    },
    release() {
      clearInterval(beat);
      if (isOurs()) removeLease(workspaceRoot, folder);
    },
  };
}

/** Every lease on disk. One that cannot be read counts as held, a damaged one as dead. Where there are none, nothing is made. */
export function listLeases(workspaceRoot: string): ListedLease[] {
  if (!existsSync(join(workspaceRoot, STATE_FOLDER, LEASES))) return [];
  const root = folderIn(workspaceRoot, LEASES);
  if (!root.ok) return [];
  return foldersIn(root.value).flatMap((spec) =>
    foldersIn(join(root.value, spec)).map((task) => {
      const folder = join(root.value, spec, task);
      const found = readLease(folder);
      const note = found.kind === 'lease' ? standing(found.file) : null;
      return { spec, task, folder, token: tokenOf(found), note, dead: isDead(found) };
    }),
  );
}

/**
 * Removes a lease, with its scratch space, only while it still is the one that was listed. To be called while
 * holding the workspace's lock.
 */
export function dropLease(
  workspaceRoot: string,
  { spec, task, token }: Pick<ListedLease, 'spec' | 'task' | 'token'>,
): void {
  const folder = leaseFolder(workspaceRoot, spec, task);
  if (!folder.ok) return;
  const found = readLease(folder.value);
  if (found.kind !== 'unreadable' && tokenOf(found) === token) removeLease(workspaceRoot, folder.value);
}

/** What to go on from: before the holder has a tree, that is what the one before it left. */
function standing({ note, left }: LeaseFile): LeaseNote | null {
  return note === null || note.worktree === null ? (left ?? note) : note;
}

function isDead(found: Found): boolean {
  if (found.kind !== 'lease') return found.kind !== 'unreadable';
  const { holder } = found.file;
  return lifeOf(holder) === 'dead' || isSilent(holder.token, found.mark);
}

function tokenOf(found: Found): string {
  return found.kind === 'lease' ? found.file.holder.token : '';
}

function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Gone, then the next beat ends; or the disk failed us, then the others wait less long.
  }
}

/** Names of projects or tasks only; links are none. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isResultName(entry.name))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function unusable(kind: string, verb: string, spec: string, task: string, code: string): Problem {
  const file = `${STATE_FOLDER}/${LEASES}/${spec}/${task}`;
  return {
    code: `lease-${kind}`,
    severity: 'error',
    message: `The lease on ${spec}:${task} could not be ${verb} (${code}); a folder of one's own was expected.`,
    file,
    next: `Make ${file} readable and writable, or remove it if no run is under way.`,
  };
}

/** Commits that trees of leases started from. */
export function basesInUse(workspaceRoot: string): Set<string> {
  return new Set(listLeases(workspaceRoot).flatMap(({ note }) => note?.base ?? []));
}

/** Trees that somebody works in, or has left something in that is still to be taken over. */
export function slotsInUse(workspaceRoot: string): Set<string> {
  return new Set(listLeases(workspaceRoot).flatMap(({ note }) => note?.worktree ?? []));
}
