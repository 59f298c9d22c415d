/** Lock files in the user's tree: which of them hold nothing but what is committed and what we made. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema';
import { askedBy } from '../../packages/installing';
import { sha256 } from '../../plan/digest';
import { type DueInstall, madeLockFiles, noteLockFiles } from '../../state/installs';
import { readAtHead } from '../../worktree/commit/commit';
import type { Isolation } from './isolation';

/** What a landing asks to be installed; null: nothing. */
export type Asked = Pick<DueInstall, 'changed' | 'locks' | 'ours'> | null;

/** `files`: what is about to land. */
export async function askedByLanding(
  workspaceRoot: string,
  isolation: Isolation,
  config: Config,
  files: readonly string[],
): Promise<Asked> {
  const { changed, locks } = askedBy(files, config, textIn(workspaceRoot));
  if (changed.length === 0) return null;
  const made = madeLockFiles(workspaceRoot);
  const ours: string[] = [];
  for (const path of isolation.kind === 'worktree' ? locks : []) {
    const digest = digestOf(bytesOf(workspaceRoot, path));
    const isAtHead = async (): Promise<boolean> =>
      isolation.kind === 'worktree' && digest === digestOf(await readAtHead(isolation.repository, path));
    if ((digest !== null && digest === made[path]) || (await isAtHead())) ours.push(path);
  }
  return { changed, locks, ours };
}

/** Notes what these lock files hold now: nothing of the user's, if they held nothing of theirs before. */
export function noteAsMade(workspaceRoot: string, paths: readonly string[]): void {
  const digests = paths.flatMap((path) => {
    const digest = digestOf(bytesOf(workspaceRoot, path));
    return digest === null ? [] : [[path, digest] as const];
  });
  if (digests.length > 0) noteLockFiles(workspaceRoot, Object.fromEntries(digests));
}

/** Lock files that are still as we made them. */
export function lockFilesMade(workspaceRoot: string): string[] {
  return Object.entries(madeLockFiles(workspaceRoot)).flatMap(([path, digest]) =>
    digestOf(bytesOf(workspaceRoot, path)) === digest ? [path] : [],
  );
}

/** Texts of the workspace's files, by path; null where there is no file. Each is read once. */
export function textIn(workspaceRoot: string): (path: string) => string | null {
  const known = new Map<string, string | null>();
  return (path) => {
    const text = known.has(path)
      ? (known.get(path) ?? null)
      : (bytesOf(workspaceRoot, path)?.toString('utf8') ?? null);
    known.set(path, text);
    return text;
  };
}

function bytesOf(workspaceRoot: string, path: string): Buffer | null {
  try {
    const file = join(workspaceRoot, path);
    return statSync(file).isFile() ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

function digestOf(bytes: Buffer | null): string | null {
  return bytes && sha256(bytes.toString('latin1'));
}
