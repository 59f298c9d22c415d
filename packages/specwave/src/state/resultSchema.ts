/**
 * The shape of `result.json`: what an agent left for one task. It is an output that Nx caches, perhaps on a
 * server that others write to, so nothing in it is believed beyond these bounds. Keys that are not known
 * here (of a later version) are dropped.
 */
import * as z from 'zod';
import type { Usage } from '../agents/driver';
import { OUTCOMES } from '../plan/outcomes';

/** In UTF-16 code units. What drivers and checks say is much shorter; names become folders. */
const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_LINE_LENGTH = 4 * 1024;
const MAX_NAME_LENGTH = 255;
/** As Linux has it (`PATH_MAX`). */
const MAX_PATH_LENGTH = 4096;

/** What names a spec or a task: a target's name, and a folder's. */
const name = z
  .string()
  .max(MAX_NAME_LENGTH)
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]+$/, 'a name of letters, digits, `.`, `_` and `-` was expected');
const line = z
  .string()
  .max(MAX_LINE_LENGTH)
  .regex(/^\P{Cc}*$/u, 'one line was expected');
const text = z.string().max(MAX_TEXT_LENGTH);
const moment = z.iso.datetime({ offset: true });
const amount = z.number().nonnegative();

const path = z
  .string()
  .max(MAX_PATH_LENGTH)
  .refine(isPlainPath, 'a path relative to the workspace root, with `/`, outside `.git`, was expected');

const fileState = z.object({
  mode: z.enum(['100644', '100755', '120000']),
  /** Of the git blob: SHA-1 or SHA-256. */
  id: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'the id of a git blob was expected'),
});

const changedFile = z
  .object({
    path,
    /** Null: the task made the file. */
    from: fileState.nullable(),
    /** Null: the task deleted the file. */
    to: fileState.nullable(),
  })
  .refine(({ from, to }) => from !== null || to !== null, 'a file before or after was expected');

const checkRecord = z.object({
  /** What was checked; a command's text may have several lines. */
  name: text,
  passed: z.boolean(),
  /** The evidence: the last lines of the output. */
  detail: text.nullable(),
});

/** What a check says of a result that lands all the same. */
const flag = z.object({
  /** The check's name, perhaps of another version. */
  check: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z-]*$/, 'the name of a check was expected'),
  message: text,
  path: path.optional(),
  line: z.int().positive().optional(),
  /** Too weak to be refused for, whatever is set. */
  mild: z.literal(true).optional(),
  /** For the ledger only. */
  quiet: z.literal(true).optional(),
});

const MOST_FLAGS = 500;

export const usageSchema: z.ZodType<Usage> = z.object({
  input_tokens: amount.optional(),
  cached_input_tokens: amount.optional(),
  output_tokens: amount.optional(),
  cost_usd: amount.optional(),
});

export const resultSchema = z.object({
  version: z.literal(1),
  spec: name,
  task: name,
  /** The task's definition digest that the work was done for. */
  digest: line,
  /** The settings key of the agent that did it. */
  settings: line,
  agent: line,
  role: line.nullable(),
  outcome: z.enum(OUTCOMES),
  attempts: z.int().nonnegative(),
  started_at: moment,
  ended_at: moment,
  duration_ms: amount,
  usage: usageSchema,
  files: z
    .array(changedFile)
    .refine(isWithoutDuplicates, 'each path once was expected')
    .refine(isWithoutNesting, 'no file below another file was expected'),
  checks: z.array(checkRecord),
  flags: z.array(flag).max(MOST_FLAGS).default([]),
  /** Checks that were set to `off` when the work was looked at. */
  unmade: z.array(z.string().max(64)).max(MOST_FLAGS).default([]),
  /** SHA-256 of `changes.patch`, hexadecimal; null where there is none. */
  patch: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a SHA-256 was expected')
    .nullable(),
  message: text.nullable(),
  next: text.nullable(),
});

export type FileState = z.infer<typeof fileState>;
export type ChangedFile = z.infer<typeof changedFile>;
export type CheckRecord = z.infer<typeof checkRecord>;
export type Flag = z.infer<typeof flag>;
export type TaskResult = z.infer<typeof resultSchema>;

/** Whether it can name the folder of a spec or of a task: `..` cannot. */
export function isResultName(words: string): boolean {
  return name.safeParse(words).success;
}

function isPlainPath(words: string): boolean {
  // Control characters, and halves of surrogate pairs, which no file name can hold; `C:`, a drive.
  if (/[\p{Cc}\p{Cs}\\]/u.test(words) || /^[A-Za-z]:/.test(words)) return false;
  return words.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !isGitFolder(part));
}

/** `.git` in any case, and as Windows sees it too: trailing dots and spaces, streams, the short name. */
function isGitFolder(part: string): boolean {
  return /^(?:\.git|git~1)[. ]*(?::.*)?$/i.test(part);
}

function isWithoutDuplicates(files: readonly z.infer<typeof changedFile>[]): boolean {
  return new Set(files.map((file) => file.path)).size === files.length;
}

/** A link, and a file below it, would be written through the link. */
function isWithoutNesting(files: readonly z.infer<typeof changedFile>[]): boolean {
  // Sorted so, what lies below a path follows it at once.
  const after = files.flatMap((file) => (file.to === null ? [] : [`${file.path}/`])).toSorted();
  return after.every((each, index) => index === 0 || !each.startsWith(after[index - 1] ?? '/'));
}
