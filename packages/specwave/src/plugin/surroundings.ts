/**
 * What `check-tasks` of a spec follows from beside the spec's own files, as a short name: what the ledger says of its
 * tasks and gates, how the files stand that they name, and who the other specs are. It goes into a definition file, because `nx affected` takes every
 * file that is an input for a reason to run: with the ledger as one, a commit for one spec would have all others
 * checked, and those that are not finished would fail.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { contentKey } from '../state/parsedCache';
import type { SpecIdentity } from '../tasklist/model';
import type { SpecProgress } from '../ledger/progress';
import type { ParsedSpec } from '../workspace/parsedSpec';

/** Names, ids, folders and declared dependencies of all specs: what problems among them follow from. */
export function specsKey(specs: readonly SpecIdentity[]): string {
  return contentKey(
    ...specs.map(({ name, id, path, dependencies }) =>
      [name, id ?? '', path, ...dependencies.map(({ ref }) => ref)].join('\n'),
    ),
  );
}

/**
 * How the files stand that the tasks of a spec name: whether what is ticked is there follows from them. By size and
 * time, as make does: reading them all would take long. '' for a spec of which nothing is ticked.
 */
export function standingKey(workspaceRoot: string, { waves, files }: ParsedSpec): string {
  if (!waves.some(({ tasks }) => tasks.some(({ done }) => done))) return '';
  return contentKey(
    ...files.map((file) => {
      try {
        const stat = statSync(join(workspaceRoot, file));
        return stat.isDirectory() ? '/' : `${stat.size} ${stat.mtimeMs}`;
      } catch {
        return '';
      }
    }),
  );
}

/** `specs`: see {@link specsKey}; `standing`: see {@link standingKey}. */
export function surroundingsKey(
  { problems }: SpecIdentity,
  { recorded }: SpecProgress,
  specs: string,
  standing: string,
): string {
  return contentKey(specs, standing, recorded, problems.length > 0 ? JSON.stringify(problems) : '');
}
