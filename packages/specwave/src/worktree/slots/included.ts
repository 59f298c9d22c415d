/** Ignored files that work needs (`.env`, local settings): copied into each tree, and never part of a result. */
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Result } from '../../config/problem';
import { errorCode } from '../../config/systemError';
import { git, partsOf } from '../git/git';
import { textOf } from '../../state/onDisk';
import { gitProblem, type Repository } from '../git/repository';
import { isPlain } from '../git/treeState';
import type { Slot } from './slots';

/** The file by which other tools are told the same. */
export const INCLUDE_FILE = '.worktreeinclude';

/** What is not looked into for files that match: it has its own way into a tree, or no business there. */
const NEVER = /(?:^|\/)(?:node_modules|\.nx|\.git)(?:\/|$)/;

/** More on one command line may be too long for the system. */
const AT_ONCE = 500;

const pathsSchema = z.array(z.string());

/** Where the agent does not come by. */
function noteFile({ notes }: Slot): string {
  return join(notes, 'included.json');
}

/** Files that were copied into this tree, from its top. */
export function includedIn(slot: Slot): string[] {
  try {
    return pathsSchema.parse(JSON.parse(textOf(noteFile(slot)) ?? '[]'));
  } catch {
    return [];
  }
}

/** Copies the user's ignored files that match `patterns` (as in `.gitignore`) or those of `.worktreeinclude`. */
export async function copyIncluded(
  repository: Repository,
  slot: Slot,
  patterns: readonly string[],
): Promise<Result<void>> {
  const { top } = repository;
  const found = await includedFiles(top, patterns);
  if (!found.ok || found.value.length === 0) return found.ok ? ok(undefined) : found;
  // First the note: a file that nothing knows of could end in a result.
  writeFileSync(noteFile(slot), JSON.stringify(found.value));
  for (const path of found.value) {
    const [from, to] = [join(top, path), join(slot.path, path)];
    try {
      if (!statSync(from).isFile() || isPlain(slot.path, path)) continue;
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    } catch (error) {
      return fail(notCopied(path, error));
    }
  }
  return ok(undefined);
}

async function includedFiles(top: string, patterns: readonly string[]): Promise<Result<string[]>> {
  const file = textOf(join(top, INCLUDE_FILE));
  if (file === null && patterns.length === 0) return ok([]);
  // Folders that are ignored as a whole are not walked through here: `node_modules` alone may hold 100,000 files.
  const all = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  const ignored = await git(all, { cwd: top });
  if (ignored.code !== 0) return fail(gitProblem('Listing ignored files', ignored));
  const candidates = partsOf(ignored.stdout).filter((path) => !NEVER.test(path));
  const wanted = [
    ...(file === null ? [] : ['--exclude-from', INCLUDE_FILE]),
    ...patterns.flatMap((pattern) => ['--exclude', pattern]),
  ];
  const found: string[] = [];
  for (let from = 0; from < candidates.length; from += AT_ONCE) {
    const among = candidates.slice(from, from + AT_ONCE).map((path) => `:(literal)${path}`);
    const matching = await git(['ls-files', '-z', '--others', '--ignored', ...wanted, '--', ...among], {
      cwd: top,
    });
    if (matching.code !== 0) return fail(gitProblem('Looking for files of `include`', matching));
    found.push(...partsOf(matching.stdout).filter((path) => !NEVER.test(path) && !path.endsWith('/')));
  }
  return ok(found);
}

function notCopied(path: string, error: unknown) {
  return {
    code: 'include-not-copied',
    severity: 'error',
    message: `${path}, which \`include\` or ${INCLUDE_FILE} names, could not be copied into an agent's tree (${errorCode(error)}).`,
    file: path,
    next: 'Make it readable, or take it out of `include`, and run again.',
  } as const;
}
