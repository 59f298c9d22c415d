/** Reads the files that make up a spec. Every nx command of every user comes through here: it loads nothing heavy. */
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  contextFoldersOf,
  foldersToLook,
  isContextFile,
  isLeftOut,
  sharedContextOf,
  type SpecFolder,
  TASK_LISTS,
} from '../identity/folders';
import { readBounded } from './boundedFile';

export interface SpecTexts {
  /** The task list as bytes: invalid UTF-8 has to be seen where it is reported. */
  tasks: Buffer;
  context: ContextText[];
}

export interface ContextText {
  /** Relative to the spec's folder; for what all specs of a tool have, relative to the workspace root. */
  name: string;
  /** Relative to the workspace root. */
  file: string;
  text: string;
}

/** Of what all specs of a tool have. Longer texts, and more of them, are no context that an agent could read. */
const MAX_SHARED_SIZE = 1024 * 1024;
const MAX_SHARED_FILES = 100;

/** The project-wide files that speak of specs, as texts; null where there is none (or none that can be read). */
export interface ProjectTexts {
  projectJson: string | null;
  featuresJson: string | null;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

export function readProjectTexts(workspaceRoot: string): ProjectTexts {
  return {
    projectJson: readText(join(workspaceRoot, '.claude', 'project.json')),
    featuresJson: readText(join(workspaceRoot, 'features.json')),
  };
}

/**
 * Names of the regular files below `folder` (absolute; `path` from the workspace root) that define the spec; links are
 * left out, because they may lead anywhere.
 */
function contextNames(folder: string, path: string): string[] {
  const looked = contextFoldersOf(path);
  const names: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && isContextFile(entry.name)) names.push(entry.name);
    if (entry.isDirectory() && looked.includes(entry.name)) {
      for (const inner of readdirSync(join(folder, entry.name), { withFileTypes: true, recursive: true })) {
        const name = join(inner.parentPath, inner.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/');
        if (inner.isFile() && isContextFile(name)) names.push(name);
      }
    }
  }
  return names.toSorted();
}

/** What all specs of a tool have, by the folder of one of them; each is read once. Links are not followed. */
export function sharedContextReader(workspaceRoot: string): (path: string) => ContextText[] {
  const known = new Map<string, ContextText[]>();
  return (path) => {
    const { kind, path: shared } = sharedContextOf(path);
    const read = known.get(shared) ?? sharedTexts(workspaceRoot, kind, shared);
    known.set(shared, read);
    return read;
  };
}

function sharedTexts(workspaceRoot: string, kind: 'file' | 'folder', shared: string): ContextText[] {
  const folder = kind === 'folder' ? shared : shared.slice(0, shared.lastIndexOf('/'));
  let names: string[];
  try {
    names = readdirSync(join(workspaceRoot, folder)).filter(isContextFile).toSorted();
  } catch {
    return []; // Most workspaces have none.
  }
  if (realFolder(workspaceRoot, folder) !== null) return [];
  return names
    .map((name) => `${folder}/${name}`)
    .filter((file) => kind === 'folder' || file === shared)
    .slice(0, MAX_SHARED_FILES)
    .flatMap((file) => {
      const text = readBounded(join(workspaceRoot, file), MAX_SHARED_SIZE);
      return text === null ? [] : [{ name: file, file, text }];
    });
}

/** Reads a spec's files. Null when the task list cannot be read (gone, no permission). */
export function readSpecTexts(
  workspaceRoot: string,
  spec: SpecFolder,
  shared = sharedContextReader(workspaceRoot),
): SpecTexts | null {
  const folder = join(workspaceRoot, spec.path);
  try {
    const tasks = readFileSync(join(workspaceRoot, spec.taskFile));
    const own = contextNames(folder, spec.path).map((name) => {
      return { name, file: `${spec.path}/${name}`, text: readText(join(folder, name)) ?? '' };
    });
    return { tasks, context: [...own, ...shared(spec.path)] };
  } catch {
    return null;
  }
}

/**
 * Spec folders that are links: Nx does not list what lies behind a link, so they would be passed over in silence.
 * Looks below `roots`, but not into specs, nor into what `roots` leave out. Paths relative to the workspace root.
 */
export function linkedSpecFolders(
  workspaceRoot: string,
  roots: readonly string[],
  specs: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  const look = (path: string): void => {
    if (specs.has(path)) return;
    let entries;
    try {
      entries = readdirSync(join(workspaceRoot, path), { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const inner = `${path}/${entry.name}`;
      if (isLeftOut(inner, roots)) continue;
      if (entry.isDirectory() && entry.name !== 'node_modules') look(inner);
      else if (entry.isSymbolicLink() && specFolderAt(workspaceRoot, inner)) found.push(inner);
    }
  };
  for (const root of foldersToLook(roots)) look(root);
  return found;
}

/** The spec in a folder (relative to the workspace root), with the task list that is preferred there; null where there is none. */
export function specFolderAt(workspaceRoot: string, path: string): SpecFolder | null {
  for (const name of TASK_LISTS) {
    const taskFile = path === '.' ? name : `${path}/${name}`;
    try {
      if (lstatSync(join(workspaceRoot, taskFile)).isFile()) return { path, taskFile };
    } catch {
      // Not there: the next one.
    }
  }
  return null;
}

/** Where a folder of the workspace really is, if a link leads elsewhere; null if it is where its path says (or is not there). */
export function realFolder(workspaceRoot: string, path: string): string | null {
  try {
    const real = realpathSync(join(workspaceRoot, path));
    return real === join(realpathSync(workspaceRoot), path) ? null : real;
  } catch {
    return null;
  }
}
