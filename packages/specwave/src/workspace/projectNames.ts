/**
 * Keeps a spec that is named after its folder from taking the name of a code project: two projects of one name
 * make every nx command of the workspace fail.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SpecNode } from './readSpecs';

/** Files that Nx makes projects of. */
const PROJECT_FILES = ['project.json', 'package.json'] as const;

function declaredName(workspaceRoot: string, file: string): string | null {
  try {
    const content: unknown = JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'));
    if (typeof content !== 'object' || content === null) return null;
    const { nx, name } = content as { nx?: unknown; name?: unknown };
    const nested = typeof nx === 'object' && nx !== null ? (nx as { name?: unknown }).name : undefined;
    const declared = nested ?? name;
    return typeof declared === 'string' ? declared : null;
  } catch {
    return null;
  }
}

/** Names of the projects that `files` (relative paths) declare, and their folders' names, which Nx takes otherwise. */
function codeProjectNames(workspaceRoot: string, files: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    if (!PROJECT_FILES.some((name) => basename(file) === name)) continue;
    const name = declaredName(workspaceRoot, file) ?? basename(dirname(file));
    names.set(name, dirname(file));
  }
  return names;
}

/**
 * Gives specs that would take the name of a code project their path instead (`specs-auth`), counted up until it
 * is free.
 */
export function withoutNamesOf(
  workspaceRoot: string,
  files: readonly string[],
  nodes: readonly SpecNode[],
): SpecNode[] {
  const code = codeProjectNames(workspaceRoot, files);
  const taken = new Set([...code.keys(), ...nodes.map(({ identity }) => identity.name)]);
  return nodes.map((node) => {
    const { identity } = node;
    const folder = code.get(identity.name);
    // A project file in the spec's own folder is the same project.
    if (folder === undefined || folder === identity.path) return node;
    const base = identity.path.replace(/[^A-Za-z0-9._-]+/g, '-');
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    return { ...node, identity: { ...identity, name } };
  });
}
