/** Brings a `node_modules` folder of an agent's tree to what it is to be: whatever stands there already is kept. */
import {
  chmodSync,
  copyFileSync,
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Entries, Entry } from './wanted';

/**
 * `folder`: absolute. `aside`: absolute, a folder of the same file system for what is to be deleted: an agent may have
 * installed thousands of files. `left`: names that stay as they are (git tracks them).
 */
export function lay(
  folder: string,
  entries: Entries,
  aside: string,
  left: ReadonlySet<string> = new Set(),
): void {
  const there = new Map(contentOf(folder, aside).map((entry) => [entry.name, entry]));
  for (const name of there.keys())
    if (!entries.has(name) && !left.has(name)) putAside(join(folder, name), aside);
  for (const [name, entry] of entries) {
    const path = join(folder, name);
    if (left.has(name)) continue;
    if ('folder' in entry) {
      lay(path, entry.folder, aside);
      continue;
    }
    const standing = there.get(name);
    if (standing && isAs(path, standing, entry)) continue;
    if (standing) putAside(path, aside);
    make(path, entry);
  }
}

/** What is in the folder, which is made where there is none. */
function contentOf(folder: string, aside: string): Dirent[] {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return readdirSync(folder, { withFileTypes: true });
  if (stat) putAside(folder, aside);
  mkdirSync(folder, { recursive: true });
  return [];
}

function isAs(path: string, standing: Dirent, entry: Exclude<Entry, { folder: unknown }>): boolean {
  if ('link' in entry) return standing.isSymbolicLink() && readlinkSync(path) === entry.link;
  if (!standing.isFile()) return false;
  if ('text' in entry) return readFileSync(path, 'utf8') === entry.text;
  return readFileSync(path).equals(readFileSync(entry.copyOf));
}

function make(path: string, entry: Exclude<Entry, { folder: unknown }>): void {
  if ('link' in entry) symlinkSync(entry.link, path);
  else if ('text' in entry) writeFileSync(path, entry.text, { mode: entry.executable ? 0o777 : 0o666 });
  else copyFileSync(entry.copyOf, path);
}

/** Takes away what stands at `path`; no link is followed. */
export function putAside(path: string, aside: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    unlinkSync(path);
    return;
  }
  // To move a folder one has to be allowed to write into it.
  chmodSync(path, 0o700);
  mkdirSync(aside, { recursive: true });
  renameSync(path, join(aside, randomUUID()));
}
