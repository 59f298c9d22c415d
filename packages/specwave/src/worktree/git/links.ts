/** Links that an agent made: what lies behind one has to be part of the tree, on every machine. */
import type { FileState } from '../../state/resultSchema';
import { git, type GitOptions } from './git';

/**
 * Whether a link at `path` (from the top, `/`) leads out of the tree, or cannot be told not to, by its words alone:
 * what stands behind it may be another thing on another machine. `..` behind a name goes up from wherever that name
 * leads to, if it is a link itself.
 */
export function leadsOut(path: string, target: string): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const name = parts.findIndex((part) => part !== '..');
  const up = name === -1 ? parts.length : name;
  const depth = path.split('/').length - 1;
  return target.startsWith('/') || up > depth || parts.lastIndexOf('..') >= up;
}

/** Those of `files` (paths from the top) that are links and lead out of the tree. Their blobs have to be in the repository. */
export async function linksOut(
  at: Pick<GitOptions, 'cwd' | 'tree'>,
  files: readonly { path: string; to: FileState | null }[],
): Promise<string[]> {
  const links = files.flatMap(({ path, to }) => (to?.mode === '120000' ? [{ path, id: to.id }] : []));
  if (links.length === 0) return [];
  const read = await git(['cat-file', '--batch'], {
    ...at,
    input: links.map(({ id }) => `${id}\n`).join(''),
  });
  let from = 0;
  return links.flatMap(({ path }) => {
    // `<id> blob <size>`, the content, and a line end; `<id> missing` for what is not there.
    const end = read.stdout.indexOf('\n', from);
    const size = / blob (\d+)$/.exec(read.stdout.toString('latin1', from, end))?.[1];
    if (end === -1 || size === undefined) return [path];
    from = end + 1 + Number(size) + 1;
    return leadsOut(path, read.stdout.toString('utf8', end + 1, from - 1)) ? [path] : [];
  });
}
