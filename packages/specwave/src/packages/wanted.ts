/**
 * What an agent's tree has in a `node_modules` folder, worked out from the same folder of the main tree: links, because
 * everything else would be an install. Links into the workspace lead to the tree's own packages.
 */
import {
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type Injected, notesFor, PNPM_NOTES } from './injected';
import { PNPM_STATE, stateFor } from './pnpmState';
import { type Natures, withoutLifecycle } from './nature';

export type Entry =
  | { link: string }
  | { text: string; executable?: boolean }
  /** Absolute: a small file that is to have the same bytes. */
  | { copyOf: string }
  | { folder: Entries };
export type Entries = Map<string, Entry>;

export interface Trees {
  /** Tops of the repository: the user's and the agent's, absolute and real. */
  main: string;
  tree: string;
  natures: Natures;
  injected: Injected;
}

/** Scripts that package managers write into `.bin` are smaller; a program of 100 MB is not copied. */
const SCRIPT_BYTES = 64 * 1024;

/**
 * `from`: a `node_modules` folder of the main tree, `to`: the same one of the agent's (both absolute). Null where there is none.
 * What starts with a dot is the package managers' and tools' own (stores, states, caches): it would be written to. But for
 * pnpm's notes: without the one, Nx reads no graph where there is a lock file of pnpm's, and without the other pnpm installs
 * before it runs anything. It goes on from what it finds (9, 10 and 12, tried).
 */
export function packagesFor(trees: Trees, from: string, to: string): Entries | null {
  const real = realOf(from);
  const entries = real === null ? null : packagesIn(trees, real, to);
  // The folder ignores itself, whatever the repository's own `.gitignore` says.
  return entries && entries.set('.gitignore', { text: '*\n' });
}

function realOf(path: string): string | null {
  try {
    // The other one asks for each folder of the way.
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

function contentOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return null;
  }
}

function packagesIn(trees: Trees, from: string, to: string): Entries | null {
  const content = contentOf(from);
  if (content === null) return null;
  const entries: Entries = new Map();
  for (const each of content) {
    const { name } = each;
    const [source, target] = [join(from, name), join(to, name)];
    if (name === PNPM_NOTES && each.isFile()) note(entries, name, notesFor(from, to, trees.main));
    if (name === PNPM_STATE)
      note(
        entries,
        name,
        stateFor(source, (folder) => placeInTree(trees, folder)),
      );
    if (name === '.bin') entries.set(name, { folder: programsIn(trees, source, target) });
    if (name.startsWith('.')) continue;
    if (each.isSymbolicLink()) entries.set(name, linkedPackage(trees, source, target));
    else if (each.isDirectory() && name.startsWith('@'))
      entries.set(name, { folder: packagesIn(trees, source, target) ?? new Map<string, Entry>() });
    else if (each.isDirectory()) entries.set(name, installed(trees, source, target));
  }
  return entries;
}

function note(entries: Entries, name: string, text: string | null): void {
  if (text !== null) entries.set(name, { text });
}

function placeInTree({ main, tree }: Trees, folder: string): string | null {
  const inside = ofWorkspace(main, folder);
  return inside === null ? null : join(tree, inside);
}

/** A package that is not of the workspace, or that is a copy of one that is. */
function installed(trees: Trees, source: string, target: string): Entry {
  const origin = trees.injected.originOf(source);
  const inside = origin === undefined ? null : ofWorkspace(trees.main, origin);
  if (inside !== null) return { link: inTree(trees, inside, target) };
  return trees.natures.isLinkable(source) ? { link: source } : { folder: shellOf(trees, source, target) };
}

/** A folder that looks like the package, without what npm would run in it. */
function shellOf(trees: Trees, source: string, target: string): Entries {
  const entries: Entries = new Map();
  for (const { name } of contentOf(source) ?? []) {
    const path = join(source, name);
    const manifest = name === 'package.json' ? withoutLifecycle(source) : null;
    if (name === 'binding.gyp') continue;
    if (name === 'node_modules')
      entries.set(name, { folder: packagesIn(trees, path, join(target, name)) ?? new Map<string, Entry>() });
    else entries.set(name, manifest === null ? { link: path } : { text: manifest });
  }
  return entries;
}

function linkedPackage(trees: Trees, source: string, target: string): Entry {
  const real = realOf(source);
  if (real === null) return { link: danglingLink(trees, source, target) };
  const inside = ofWorkspace(trees.main, real);
  if (inside !== null) return { link: inTree(trees, inside, target) };
  return statSync(real).isDirectory() ? installed(trees, real, target) : { link: real };
}

/** What a build is going to make, perhaps: in the tree, it is made in the tree. */
function danglingLink(trees: Trees, source: string, target: string): string {
  const text = readlinkSync(source);
  const inside = isAbsolute(text) ? null : ofWorkspace(trees.main, join(dirname(source), text));
  return inside === null ? text : inTree(trees, inside, target);
}

/** In `.bin`: links to programs, and scripts that find theirs from where they stand. */
function programsIn(trees: Trees, from: string, to: string): Entries {
  const entries: Entries = new Map();
  for (const each of contentOf(from) ?? []) {
    const [source, target] = [join(from, each.name), join(to, each.name)];
    if (each.isSymbolicLink()) entries.set(each.name, { link: linkedProgram(trees, source, target) });
    else if (each.isFile()) entries.set(each.name, script(trees, source));
  }
  return entries;
}

/** The way to its program in a script of pnpm 12: into the store, which a tree does not have. */
const TARGET = /^# cmd-shim-target=(.+)$/m;

function script(trees: Trees, source: string): Entry {
  if (!isScript(source)) return { link: source };
  const way = TARGET.exec(readFileSync(source, 'utf8'))?.[1];
  const real = way === undefined ? null : realOf(join(dirname(source), way));
  if (real === null || ofWorkspace(trees.main, real) !== null) return { copyOf: source };
  // No link: what an install writes into it in the tree would stand in the main tree.
  return { text: `#!/bin/sh\nexec '${source.replaceAll("'", `'\\''`)}' "$@"\n`, executable: true };
}

function linkedProgram(trees: Trees, source: string, target: string): string {
  const real = realOf(source);
  if (real === null) return danglingLink(trees, source, target);
  const inside = ofWorkspace(trees.main, real);
  return inside === null ? real : inTree(trees, inside, target);
}

function isScript(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= SCRIPT_BYTES;
}

/** The link at `target` to a path of the tree. Relative, because a tree that is kept is moved. */
function inTree({ tree }: Trees, inside: string, target: string): string {
  return relative(dirname(target), join(tree, inside));
}

/** `path` relative to the top, where it is part of the repository's own files; null for an installed package. */
function ofWorkspace(top: string, path: string): string | null {
  const inside = relative(top, path);
  if (isAbsolute(inside)) return null;
  const parts = inside.split(sep);
  if (parts[0] === '..' || parts.includes('node_modules')) return null;
  // Submodules and clones inside this repository: agents' trees do not have their files.
  const isForeign = parts.some(
    (part, depth) => part !== '' && existsSync(join(top, ...parts.slice(0, depth + 1), '.git')),
  );
  return isForeign ? null : inside;
}
