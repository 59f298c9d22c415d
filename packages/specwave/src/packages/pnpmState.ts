/**
 * What pnpm notes of its last install. Before it runs a program it looks at this, and without it installs (the default since
 * pnpm 11) or refuses: every `pnpm test` in an agent's tree would be an install.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Stands in `node_modules`. */
export const PNPM_STATE = '.pnpm-workspace-state-v1.json';

/** Projects by their folders (absolute). */
const stateSchema = z.looseObject({
  lastValidatedTimestamp: z.number(),
  projects: z.record(z.string(), z.unknown()),
});

/**
 * The note for a tree that has the same packages; `inTree` says where a folder of the main tree is there (null: nowhere).
 * Null where the main tree's does not hold any more: then pnpm is to look for itself.
 */
export function stateFor(file: string, inTree: (folder: string) => string | null): string | null {
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const projects: Record<string, unknown> = {};
    for (const [folder, project] of Object.entries(state.projects)) {
      const own = inTree(folder);
      if (own === null || statSync(join(folder, 'package.json')).mtimeMs > state.lastValidatedTimestamp)
        return null;
      projects[own] = project;
    }
    // The tree's manifests were written just now.
    return JSON.stringify({ ...state, lastValidatedTimestamp: Date.now(), projects });
  } catch {
    return null;
  }
}
