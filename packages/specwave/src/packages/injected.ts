/**
 * Packages of the workspace that pnpm has copied into its store ("injected"): a tree has its own of them in their place, or an
 * agent's change of such a package would be seen by nobody who uses it. pnpm's notes tell which copy is of which package.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/** Written by pnpm into `node_modules`, beside which its lock file stands. */
export const PNPM_NOTES = '.modules.yaml';

/** Packages, and the copies of each, relative to the folder of the lock file. */
const notesSchema = z.object({ injectedDeps: z.record(z.string(), z.array(z.string())).optional() });

export class Injected {
  /** By folder of a lock file: packages by their copies (all absolute). */
  private readonly known = new Map<string, ReadonlyMap<string, string>>();

  /** The package (absolute) that this installed folder (absolute, real) is a copy of. */
  originOf(folder: string): string | undefined {
    const end = folder.indexOf(`${sep}node_modules${sep}`);
    return end < 0 ? undefined : this.copiesIn(folder.slice(0, end)).get(folder);
  }

  private copiesIn(folder: string): ReadonlyMap<string, string> {
    const known = this.known.get(folder) ?? read(join(folder, 'node_modules', PNPM_NOTES));
    this.known.set(folder, known);
    return known;
  }
}

function read(file: string): ReadonlyMap<string, string> {
  const folder = dirname(dirname(file));
  try {
    const { injectedDeps = {} } = notesSchema.parse(noteOf(readFileSync(file, 'utf8')));
    return new Map(
      Object.entries(injectedDeps).flatMap(([origin, copies]) =>
        copies.map((copy): [string, string] => [join(folder, copy), join(folder, origin)]),
      ),
    );
  } catch {
    return new Map();
  }
}

/** JSON since pnpm 10. Of YAML the part that is asked for: all of it may be long, and YAML is slow to read. */
function noteOf(text: string): unknown {
  if (text.startsWith('{')) return JSON.parse(text);
  return parse(/^injectedDeps:.*\n(?:[ ].*\n)*/m.exec(text)?.[0] ?? '{}');
}

const STORE = /^(\s*"?virtualStoreDir"?: *["']?)(\.\.[^"',\n]*)/m;

/** Notes (in the folder `from`) for the same folder of a tree, `to`: a store outside of the repository `top` is one for both. */
export function notesFor(from: string, to: string, top: string): string {
  return readFileSync(join(from, PNPM_NOTES), 'utf8').replace(STORE, (all, key: string, way: string) => {
    const store = join(from, way);
    return store.startsWith(`${top}${sep}`) ? all : `${key}${relative(to, store).replaceAll(sep, '/')}`;
  });
}
