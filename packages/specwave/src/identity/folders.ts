/** Where specs are, and which of their files define them. Loaded by every nx command: imports nothing. */

/** Names of task lists relative to a spec's folder, the preferred one first. */
export const TASK_LISTS = ['layered-tasks.md', 'agent-tasks/layered-tasks.md', 'tasks.md'] as const;

export interface SpecFolder {
  /** Relative to the workspace root, `/`. */
  path: string;
  taskFile: string;
}

/**
 * The spec folders below `roots` among `files` (both relative to the workspace root), sorted by path.
 * A folder with several task lists has the preferred one as its `taskFile`.
 */
export function specFolders(files: readonly string[], roots: readonly string[]): SpecFolder[] {
  const prefixes = roots.map((root) => prefixOf(root));
  const found = new Map<string, { rank: number; taskFile: string }>();
  for (const raw of files) {
    const file = raw.replaceAll('\\', '/');
    if (!prefixes.some((prefix) => file.startsWith(prefix)) || /(?:^|\/)node_modules\//.test(file)) continue;
    // `agent-tasks/layered-tasks.md` has to be tried before `layered-tasks.md`, which it ends with.
    const name = [...TASK_LISTS]
      .sort((a, b) => b.length - a.length)
      .find((list) => file.endsWith(`/${list}`));
    if (name === undefined) continue;
    const path = file.slice(0, -name.length - 1);
    if (!prefixes.some((prefix) => path.startsWith(prefix))) continue;
    const rank = TASK_LISTS.indexOf(name);
    const known = found.get(path);
    if (!known || rank < known.rank) found.set(path, { rank, taskFile: file });
  }
  return [...found]
    .map(([path, { taskFile }]) => ({ path, taskFile }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function prefixOf(root: string): string {
  const path = root.replaceAll('\\', '/').replace(/^(?:\.\/)+|\/+$/g, '');
  return path === '' || path === '.' ? '' : `${path}/`;
}

const TEXT = /\.(?:md|mdx|markdown|txt|rst|adoc|json|jsonc|ya?ml|toml|graphql|gql|proto|sql|csv|mmd|puml)$/i;
const NOT_CONTEXT =
  /^(?:readme(?:\.\w+)?|(?:layered-)?tasks\.md|execution\.json|project\.json|package\.json|features\.json|changelog\.md)$/i;

/**
 * Whether a file of a spec's folder defines the spec: text at the top (`spec.md`, `plan.md`, ...), other
 * than task lists, ledgers, READMEs and Nx's own files; and all of `contracts/`. Checklists are for people.
 *
 * @param name relative to the spec's folder, `/`
 */
export function isContextFile(name: string): boolean {
  const segments = name.split('/');
  if (segments.some((segment) => segment.startsWith('.') || segment === '')) return false;
  if (segments.length === 1) return TEXT.test(name) && !NOT_CONTEXT.test(name);
  return segments[0] === 'contracts';
}
