/** Reads the file that `promptFile` of the settings names. The graph reads it too: it loads nothing heavy. */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { isInside, readBounded } from './boundedFile';

const MAX_SIZE = 64 * 1024;

function problem(file: string, reason: string): Problem {
  return {
    code: 'prompt-file-unreadable',
    severity: 'error',
    message: `The file that \`promptFile\` of specwave.yaml names ${reason}.`,
    file,
    next: 'Put the file there, correct `promptFile`, or take that line away to use the built-in prompt.',
  };
}

/**
 * The text of `path` (relative to the workspace root), with Unix line ends and no BOM: the same in every clone. It has
 * to lie in the workspace, links resolved, and have at most 64 KB. Problems: `prompt-file-unreadable`.
 */
export function readPromptFile(workspaceRoot: string, path: string): Result<string> {
  const file = join(workspaceRoot, path);
  if (!existsSync(file)) return fail(problem(path, 'is not there'));
  if (isAbsolute(path) || !isInside(workspaceRoot, file))
    return fail(problem(path, 'lies outside the workspace; a file in it was expected'));
  const text = readBounded(realpathSync(file), MAX_SIZE);
  if (text === null) return fail(problem(path, 'cannot be read; a text file of at most 64 KB was expected'));
  return ok(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
}
