/**
 * Results on disk, one folder per task, which Nx caches as the task's output. What is read there may come
 * from any cache, so only a whole, valid result counts. It is written so that a kill at any instant leaves
 * the old result, none, or the new one: `result.json` comes last and holds the patch's hash.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { confined } from './confined';
import { isResultName, resultSchema, type TaskResult } from './resultSchema';
import { STATE_FOLDER, stateFolder } from './stateFolder';

const RESULT = 'result.json';
const PATCH = 'changes.patch';
const TRANSCRIPT = 'transcript.jsonl';
/** All that is in the folder of a result. */
export const RESULT_FILES: readonly string[] = [RESULT, PATCH, TRANSCRIPT];

/** In bytes. */
const MAX_RESULT_SIZE = 1024 * 1024;
const MAX_PATCH_SIZE = 64 * 1024 * 1024;

/** Folders of `.nx/specwave`. `results` is what Nx caches, and writes to when it restores; `own`: see ownResults.ts. */
export type Shelf = 'results' | 'own';

/** Which of a task's own results is meant: the name of its folder. */
export interface OwnCopy {
  copy: string;
}

export interface StoredResult {
  result: TaskResult;
  /** The bytes of `changes.patch`; null where the result has none. */
  patch: Buffer | null;
}

/** What the store itself does not know. */
export type NewResult = Omit<TaskResult, 'version' | 'spec' | 'task' | 'patch'>;

/**
 * The stored result of a task, landed or not. Null for whatever is not a whole, valid result of this very
 * task: missing, torn, of another shape, too large, behind a link. Whether it is of the task's definition
 * of now is for the caller to compare (`digest`, `settings`). Never throws.
 */
export function readResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  own?: OwnCopy,
): StoredResult | null {
  const folder = folderOf(workspaceRoot, spec, task, own ? 'own' : 'results', own?.copy);
  if (!folder.ok) return null;
  const json = readBounded(join(folder.value, RESULT), MAX_RESULT_SIZE);
  const result = json && parse(json);
  if (!result || result.spec !== spec || result.task !== task) return null;
  if (result.patch === null) return { result, patch: null };
  const patch = readBounded(join(folder.value, PATCH), MAX_PATCH_SIZE);
  return patch && sha256(patch) === result.patch ? { result, patch } : null;
}

/**
 * Replaces the stored result of a task, whole or not at all. What a killed writer left in the folder is
 * removed. Call it while holding the task's lease. Problems: `result-unwritable` (also for what could not be
 * read back: a path with a backslash, more than 1 MB of JSON or 64 MB of patch), `link-outside`, `state-unwritable`.
 *
 * @param transcript absolute path of a file that is moved in; it may be missing
 */
export function writeResult(
  workspaceRoot: string,
  spec: string,
  task: string,
  result: NewResult,
  patch: Buffer | null,
  transcript: string,
): Result<void> {
  const file = fileOf(spec, task, RESULT);
  const whole = { ...result, version: 1, spec, task, patch: patch && sha256(patch) };
  // What would not be read back must not be taken for stored: its work would be done twice.
  const checked = resultSchema.safeParse(whole, { reportInput: true });
  if (!checked.success) return fail(unfit(file, mismatch(checked.error)));
  const json = Buffer.from(`${JSON.stringify(checked.data)}\n`);
  if (json.length > MAX_RESULT_SIZE) return fail(tooLarge(file, json.length, MAX_RESULT_SIZE));
  const patchFile = fileOf(spec, task, PATCH);
  if (patch && patch.length > MAX_PATCH_SIZE) return fail(tooLarge(patchFile, patch.length, MAX_PATCH_SIZE));

  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  const folder = folderOf(workspaceRoot, spec, task);
  if (!folder.ok) return folder;
  try {
    mkdirSync(folder.value, { recursive: true });
    sweep(folder.value);
    replaceAll(folder.value, json, patch, transcript);
    return ok(undefined);
  } catch (error) {
    return fail(unwritable(file, errorCode(error)));
  }
}

/** Where the transcript of a stored result lies, relative to the workspace root: to be shown to people. */
export function transcriptPath(spec: string, task: string): string {
  return fileOf(spec, task, TRANSCRIPT);
}

function fileOf(spec: string, task: string, name: string): string {
  return `${STATE_FOLDER}/results/${spec}/${task}/${name}`;
}

/** Absolute; it need not exist. `redone`: where results go that are put aside (redo.ts). `copy`: of `own` only. Refused where any part below the state folder is a link, wherever that leads. */
export function folderOf(
  workspaceRoot: string,
  spec: string,
  task: string,
  shelf: Shelf | 'redone' = 'results',
  copy = '',
): Result<string> {
  const below = copy === '' ? task : `${task}/${copy}`;
  const path = `${STATE_FOLDER}/${shelf}/${spec}/${below}`;
  if (!isResultName(spec) || !isResultName(task)) return fail(unfit(path, '`..` and the like name no task'));
  const state = confined(workspaceRoot, STATE_FOLDER);
  if (!state.ok) return state;
  const real = confined(workspaceRoot, path);
  if (!real.ok) return real;
  // A link that stays inside the workspace would have the user's own files overwritten.
  const isPlain = real.value === join(state.value, shelf, spec, below);
  return isPlain ? real : fail(unwritable(path, 'a link stands in the way'));
}

/** Null where there is no such regular file of at most `limit` bytes. */
function readBounded(path: string, limit: number): Buffer | null {
  let fd: number;
  try {
    // Does not wait for the other end of a pipe.
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= limit ? readFileSync(fd) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

function parse(json: Buffer): TaskResult | null {
  try {
    return resultSchema.safeParse(JSON.parse(json.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Removes what killed writers left behind, and whatever a cache brought that is no file of ours. */
function sweep(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const isOurs = entry.isFile() && RESULT_FILES.includes(entry.name);
    if (!isOurs) rmSync(join(folder, entry.name), { recursive: true, force: true });
  }
}

function replaceAll(folder: string, json: Buffer, patch: Buffer | null, transcript: string): void {
  // All that takes time or room comes before the first change of what counts.
  const newPatch = patch && writeDown(join(folder, temporary(PATCH)), patch);
  const newResult = writeDown(join(folder, temporary(RESULT)), json);
  const newTranscript = takeIn(transcript, folder);
  put(newPatch, join(folder, PATCH));
  put(newTranscript, join(folder, TRANSCRIPT));
  put(newResult, join(folder, RESULT));
}

function temporary(name: string): string {
  return `${name}.${randomUUID()}.tmp`;
}

/** On the disk when this returns, so that a rename never comes before the bytes. */
function writeDown(path: string, bytes: Buffer): string {
  writeFileSync(path, bytes, { flag: 'wx', flush: true });
  return path;
}

/** Moves a file into the folder, from another file system too. Null where there is no regular file. */
function takeIn(path: string, folder: string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const taken = join(folder, temporary(TRANSCRIPT));
  try {
    renameSync(path, taken);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    copyFileSync(path, taken, constants.COPYFILE_EXCL);
    rmSync(path, { force: true });
  }
  return taken;
}

function put(path: string | null, into: string): void {
  if (path === null) rmSync(into, { force: true });
  else renameSync(path, into);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What does not fit, as `files.3.path: a path ... was expected (got "a\\b")`. */
function mismatch(error: z.ZodError): string {
  const issue = error.issues[0];
  const got = typeof issue?.input === 'string' ? ` (got ${JSON.stringify(issue.input.slice(0, 200))})` : '';
  return `${issue?.path.join('.')}: ${issue?.message}${got}`;
}

function unwritable(file: string, reason: string): Problem {
  const next = `Make sure that ${dirname(file)} can be written and that the disk has room, or remove it, and run again.`;
  return unkept(file, `${reason}; a folder that can be written was expected`, next);
}

function unfit(file: string, reason: string): Problem {
  return unkept(file, reason, 'Have the task done without that, and run again.');
}

function tooLarge(file: string, size: number, limit: number): Problem {
  const next = 'Split the task, or keep what it generates out of git (.gitignore), and run again.';
  return unkept(file, `it has ${size} bytes; at most ${limit} were expected`, next);
}

function unkept(file: string, reason: string, next: string): Problem {
  const message = `The task's result could not be kept: ${reason}.`;
  return { code: 'result-unwritable', severity: 'error', message, file, next };
}
