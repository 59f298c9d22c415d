/** Where specs are, and which of their files define them. Loaded by every nx command: imports nothing. */

/** Names of task lists relative to a spec's folder, the preferred one first. */
export const TASK_LISTS = ['layered-tasks.md', 'agent-tasks/layered-tasks.md', 'tasks.md'] as const;

export interface SpecFolder {
  /** Relative to the workspace root, `/`. */
  path: string;
  taskFile: string;
}

/** OpenSpec's changes that are done. */
const ARCHIVED = /(?:^|\/)openspec\/changes\/archive(?:\/|$)/;

/** The folders to look in among `roots`, which also say what to leave out (`!specs/old`). */
export function foldersToLook(roots: readonly string[]): string[] {
  return roots.filter((root) => !root.startsWith('!'));
}

/** Whether a folder (relative to the workspace root, `/`) is left out, with all in it. */
export function isLeftOut(path: string, roots: readonly string[]): boolean {
  const isBelow = (root: string): boolean => `${path}/`.startsWith(prefixOf(root));
  return ARCHIVED.test(path) || roots.some((root) => root.startsWith('!') && isBelow(root.slice(1)));
}

/** Whether a folder (relative to the workspace root, `/`) lies where specs are looked for. */
export function isWithinRoots(path: string, roots: readonly string[]): boolean {
  return foldersToLook(roots).some((root) => path.startsWith(prefixOf(root))) && !isLeftOut(path, roots);
}

/**
 * The spec folders below `roots` among `files` (both relative to the workspace root), sorted by path.
 * A folder with several task lists has the preferred one as its `taskFile`.
 */
export function specFolders(files: readonly string[], roots: readonly string[]): SpecFolder[] {
  const found = new Map<string, { rank: number; taskFile: string }>();
  for (const raw of files) {
    const file = raw.replaceAll('\\', '/');
    // `agent-tasks/layered-tasks.md` has to be tried before `layered-tasks.md`, which it ends with.
    const name = [...TASK_LISTS]
      .sort((a, b) => b.length - a.length)
      .find((list) => file.endsWith(`/${list}`));
    if (name === undefined || /(?:^|\/)node_modules\//.test(file)) continue;
    const path = file.slice(0, -name.length - 1);
    if (!isWithinRoots(path, roots)) continue;
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

/** What all specs of a tool have for context: a file, or the texts at the top of a folder. */
export interface SharedContext {
  kind: 'file' | 'folder';
  /** Relative to the workspace root, `/`. */
  path: string;
}

/** What the tool that a spec's folder belongs to has for all its specs; Spec Kit's where the folder tells no other. */
export function sharedContextOf(path: string): SharedContext {
  const steering = /^((?:.*\/)?\.(?:kiro|spec-workflow))\/specs\//.exec(path)?.[1];
  if (steering !== undefined) return { kind: 'folder', path: `${steering}/steering` };
  const openSpec = openSpecOf(path);
  if (openSpec !== null) return { kind: 'file', path: `${openSpec}/project.md` };
  return { kind: 'file', path: '.specify/memory/constitution.md' };
}

function openSpecOf(path: string): string | null {
  return /^((?:.*\/)?openspec)\/changes\//.exec(path)?.[1] ?? null;
}

/** Folders of a spec that hold context, and are looked through: `contracts`; those of the specs that a change of OpenSpec rewrites. */
export function contextFoldersOf(path: string): string[] {
  return openSpecOf(path) === null ? ['contracts'] : ['contracts', 'specs'];
}

const TEXT = /\.(?:md|mdx|markdown|txt|rst|adoc|json|jsonc|ya?ml|toml|graphql|gql|proto|sql|csv|mmd|puml)$/i;
const NOT_CONTEXT =
  /^(?:readme(?:\.\w+)?|(?:layered-)?tasks\.md|execution\.json|project\.json|package\.json|features\.json|changelog\.md)$/i;

/**
 * Whether a file of a spec's folder defines the spec: text at the top (`spec.md`, `plan.md`, ...), other
 * than task lists, ledgers, READMEs and Nx's own files; all of `contracts/`; and each `spec.md` in `specs/`, where
 * that is looked through ({@link contextFoldersOf}). Checklists are for people.
 *
 * @param name relative to the spec's folder, `/`
 */
export function isContextFile(name: string): boolean {
  const segments = name.split('/');
  if (segments.some((segment) => segment.startsWith('.') || segment === '')) return false;
  if (segments.length === 1) return TEXT.test(name) && !NOT_CONTEXT.test(name);
  return segments[0] === 'contracts' || (segments[0] === 'specs' && segments.at(-1) === 'spec.md');
}
