/** Which names other projects of the workspace have. Every nx command comes through here: it loads nothing heavy. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Files that Nx makes projects of. */
export const PROJECT_FILES = ['project.json', 'package.json'] as const;

/** Null where the file declares no name; undefined where there is no file to read. */
function declaredName(workspaceRoot: string, file: string): string | null | undefined {
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, file), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null) return null;
    const { nx, name } = content as { nx?: unknown; name?: unknown };
    const nested = typeof nx === 'object' && nx !== null ? (nx as { name?: unknown }).name : undefined;
    const declared = nested ?? name;
    return typeof declared === 'string' ? declared : null;
  } catch {
    return null;
  }
}

/**
 * Names of the projects that files among `files` (relative paths) declare, or of their folders, which Nx takes
 * otherwise; each with its folder.
 */
export function otherProjects(workspaceRoot: string, files: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    if (!PROJECT_FILES.some((name) => basename(file) === name)) continue;
    const declared = declaredName(workspaceRoot, file);
    if (declared !== undefined) names.set(declared ?? basename(dirname(file)), dirname(file));
  }
  return names;
}
