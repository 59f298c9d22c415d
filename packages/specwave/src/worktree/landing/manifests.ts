/** A `package.json` that two have changed at the same place, merged by its keys. */
import { nameOf } from '../../packages/managers';
import { mergeManifests } from '../../packages/mergeManifests';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { git, literally } from '../git/git';
import { apply, resetIndex, same, readIndex, type States } from './patchIndex';

/** What it is then; null where it is no manifest, or does not merge. Leaves anything in `index`. */
export async function mergedManifest(
  cwd: string,
  index: string,
  { path, from, to }: ChangedFile,
  patch: Buffer,
  before: States,
): Promise<FileState | null> {
  const own = before.get(path);
  if (nameOf(path) !== 'package.json' || !own || !from || !to) return null;
  if (![from, own, to].every(({ mode }) => mode.startsWith('100'))) return null;
  // A result from another clone: what it makes of the file is not in this repository yet.
  await resetIndex(cwd, index, new Map([[path, from]]));
  await apply(cwd, index, patch, [`--include=${literally(path)}`]);
  if (!same((await readIndex(cwd, index)).states.get(path), to)) return null;
  const id = await mergedId(cwd, from.id, own.id, to.id);
  return id === null ? null : { ...own, id };
}

/** Null where they do not merge. */
async function mergedId(cwd: string, ...ids: string[]): Promise<string | null> {
  const texts: string[] = [];
  for (const id of ids) {
    const read = await git(['cat-file', 'blob', id], { cwd });
    if (read.code !== 0) return null;
    texts.push(read.stdout.toString('utf8'));
  }
  const [base = '', ours = '', theirs = ''] = texts;
  const merged = mergeManifests(base, ours, theirs);
  if (merged === null) return null;
  const stored = await git(['hash-object', '-w', '--stdin'], { cwd, input: merged });
  return stored.code === 0 ? stored.stdout.toString('utf8').trim() : null;
}
