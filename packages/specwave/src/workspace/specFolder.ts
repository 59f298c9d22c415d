/** Reads the files that make up a spec. Every nx command of every user comes through here: it loads nothing heavy. */
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isContextFile, type SpecFolder, TASK_LISTS } from '../identity/folders';

export interface SpecTexts {
  /** The task list as bytes: invalid UTF-8 has to be seen where it is reported. */
  tasks: Buffer;
  /** Names relative to the spec's folder. */
  context: { name: string; text: string }[];
}

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

/** Names of the regular files below `folder` that define the spec; links are left out, because they may lead anywhere. */
function contextNames(folder: string): string[] {
  const names: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && isContextFile(entry.name)) names.push(entry.name);
    if (entry.isDirectory() && entry.name === 'contracts') {
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

/** Reads a spec's files. Null when the task list cannot be read (gone, no permission). */
export function readSpecTexts(workspaceRoot: string, spec: SpecFolder): SpecTexts | null {
  const folder = join(workspaceRoot, spec.path);
  try {
    const tasks = readFileSync(join(workspaceRoot, spec.taskFile));
    const context = contextNames(folder).map((name) => ({ name, text: readText(join(folder, name)) ?? '' }));
    return { tasks, context };
  } catch {
    return null;
  }
}

/**
 * Spec folders that are links: Nx does not list what lies behind a link, so they would be passed over in silence.
 * Looks below `roots`, but not into specs. Paths relative to the workspace root.
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
      if (entry.isDirectory() && entry.name !== 'node_modules') look(inner);
      else if (entry.isSymbolicLink() && specFolderAt(workspaceRoot, inner)) found.push(inner);
    }
  };
  for (const root of roots) look(root);
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
