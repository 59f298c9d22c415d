/** Which files differ between two trees, with what they were and what they are. */
import { fail, ok, type Result } from '../../config/problem';
import { git, type GitOptions, partsOf } from './git';
import { gitProblem } from './repository';

/** Mode and object id of one side; mode `000000` where there is nothing. */
export type Side = [mode: string, id: string];

export interface RawEntry {
  from: Side;
  to: Side;
  /** From the top of the repository. */
  path: string;
}

/** Options that make a comparison the same on every machine: renames are told as a deletion and a new file. */
export const PLAIN_DIFF = [
  '--full-index',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
];

/** Compares two trees or commits. */
export async function rawDiff(
  at: Pick<GitOptions, 'cwd' | 'tree'>,
  from: string,
  to: string,
): Promise<Result<RawEntry[]>> {
  const raw = await git(['diff-tree', '-r', '-z', '--raw', ...PLAIN_DIFF, from, to], at);
  if (raw.code !== 0) return fail(gitProblem('Comparing two trees', raw));
  const parts = partsOf(raw.stdout);
  const entries: RawEntry[] = [];
  for (let place = 0; place + 1 < parts.length; place += 2) {
    // `:100644 100755 <id> <id> M`, then the path.
    const [fromMode = '', toMode = '', fromId = '', toId = ''] = (parts[place] ?? '').slice(1).split(' ');
    entries.push({ from: [fromMode, fromId], to: [toMode, toId], path: parts[place + 1] ?? '' });
  }
  return ok(entries);
}
