/** What checks came to that were run once more, by content: the same trees and commands are not run again. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from './stateFolder';

/** The oldest go first. */
const KEPT = 500;
const KEY = /^[0-9a-f]{64}$/;

/** Whether the commands passed; null where nobody knows. `key`: SHA-256 of all that matters, hexadecimal. */
export function readProof(workspaceRoot: string, key: string): boolean | null {
  const folder = folderOf(workspaceRoot);
  if (folder === null || !KEY.test(key)) return null;
  try {
    const word = readFileSync(join(folder, key), 'utf8');
    return word === 'passed' ? true : word === 'failed' ? false : null;
  } catch {
    return null;
  }
}

/** As well as it can: without it, the commands are run again. */
export function keepProof(workspaceRoot: string, key: string, passed: boolean): void {
  const folder = folderOf(workspaceRoot);
  if (folder === null || !KEY.test(key)) return;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, key), passed ? 'passed' : 'failed');
    const names = readdirSync(folder).filter((name) => KEY.test(name));
    if (names.length <= KEPT) return;
    const aged = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }));
    for (const { name } of aged.toSorted((a, b) => a.at - b.at).slice(0, names.length - KEPT))
      rmSync(join(folder, name), { force: true });
  } catch {
    // Read-only, or another process was faster.
  }
}

function folderOf(workspaceRoot: string): string | null {
  const state = stateFolder(workspaceRoot);
  return state.ok && existsSync(state.value) ? join(state.value, 'proofs') : null;
}
