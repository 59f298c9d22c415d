/**
 * `.nx/specwave/locks/tasks/<project>/<task>/lease.json`: where leases lie, and how they are read and written.
 * Nothing here throws for what is on disk.
 */
import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { fail, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { confined } from './confined';
import { type Holder, holderSchema } from './holder';
import { isResultName, usageSchema } from './resultSchema';
import { STATE_FOLDER, stateFolder } from './stateFolder';

const noteSchema = z.object({
  digest: z.string(),
  settings: z.string(),
  /** Counts from 1. */
  attempt: z.int().min(0),
  startedAt: z.string(),
  /** Absolute; null before it is made. */
  worktree: z.string().nullable(),
  /** The commit that the attempt started from; null before it is known. */
  base: z.string().nullable(),
  /**
   * Set at once when the agent said it is done, before anything else: whoever finds the lease of a dead process
   * then goes on from its tree.
   */
  ending: z
    .object({
      summary: z.string().nullable(),
      usage: usageSchema,
      /** What the agent asked for and was not allowed. */
      refused: z.array(z.string()).optional(),
    })
    .nullable(),
});

/** What a lease says of the attempt that it stands for. */
export type LeaseNote = z.infer<typeof noteSchema>;

/** The holder first: who holds a lease counts even where its note cannot be understood. */
const fileSchema = z.looseObject({ holder: holderSchema });

/** What stands in `lease.json`. */
export interface LeaseFile {
  holder: Holder;
  note: LeaseNote | null;
  /** The note of the dead holder before this one, until this one has a tree itself. */
  left: LeaseNote | null;
}

/** `mark` changes with every heartbeat. */
export type Found =
  | { kind: 'none' }
  | { kind: 'damaged' }
  | { kind: 'unreadable'; code: string }
  | { kind: 'lease'; file: LeaseFile; mark: number };

export const LEASES = 'locks/tasks';
const RELEASED = 'released-';

/**
 * The folder of a lease, real and absolute; it need not exist. Throws for names that no project or task has.
 * Problems: `lease-link` where a link leads elsewhere, those of `stateFolder`.
 */
export function leaseFolder(workspaceRoot: string, spec: string, task: string): Result<string> {
  for (const name of [spec, task]) {
    if (!isResultName(name)) throw new Error(`No name of a project or task: ${JSON.stringify(name)}`);
  }
  return folderIn(workspaceRoot, `${LEASES}/${spec}/${task}`);
}

/** A folder below `.nx/specwave`, real and absolute. Refused where a link leads elsewhere, even within the workspace. */
export function folderIn(workspaceRoot: string, path: string): Result<string> {
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  const folder = confined(workspaceRoot, `${STATE_FOLDER}/${path}`);
  const wanted = join(state.value, path);
  return folder.ok && folder.value === wanted ? folder : fail(linked(`${STATE_FOLDER}/${path}`));
}

export function readLease(folder: string): Found {
  const path = join(folder, 'lease.json');
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'none' };
    if (!stat.isFile()) return { kind: 'damaged' };
    const raw = parseJson(readFileSync(path, 'utf8'));
    const file = fileSchema.safeParse(raw);
    if (!file.success) return { kind: 'damaged' };
    const { holder, note, left } = file.data;
    return { kind: 'lease', file: { holder, note: noteOf(note), left: noteOf(left) }, mark: stat.mtimeMs };
  } catch (error) {
    const code = errorCode(error);
    return ['ENOENT', 'ENOTDIR'].includes(code) ? { kind: 'none' } : { kind: 'unreadable', code };
  }
}

/** Replaces it as a whole. Throws what the file system throws. */
export function writeLease(folder: string, file: LeaseFile): void {
  const path = join(folder, 'lease.json');
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes the folder of a lease. By moving it away first: the next holder may make it anew while we still
 * remove what the agent left in it. What a killed process did not remove goes with the next one.
 */
export function removeLease(workspaceRoot: string, folder: string): void {
  const locks = folderIn(workspaceRoot, 'locks');
  if (!locks.ok) return;
  try {
    renameSync(folder, join(locks.value, `${RELEASED}${randomUUID()}`));
  } catch {
    // Gone already; or it cannot be moved, then it stays: taking it says why.
  }
  try {
    rmdirSync(dirname(folder));
  } catch {
    // The project has other leases.
  }
  try {
    for (const name of readdirSync(locks.value)) {
      if (name.startsWith(RELEASED)) rmSync(join(locks.value, name), { recursive: true, force: true });
    }
  } catch {
    // Another one removes the same; or the next one will.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noteOf(raw: unknown): LeaseNote | null {
  return noteSchema.safeParse(raw).data ?? null;
}

function linked(file: string): Problem {
  return {
    code: 'lease-link',
    severity: 'error',
    message: 'A link stands in the way of this folder; a real folder, or none, was expected.',
    file,
    next: 'Remove the link.',
  };
}
