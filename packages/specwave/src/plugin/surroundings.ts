/**
 * What `check-tasks` of a spec follows from beside the spec's own files, as a short name: what the ledger says of its
 * tasks and gates, and who the other specs are. It goes into a definition file, because `nx affected` takes every
 * file that is an input for a reason to run: with the ledger as one, a commit for one spec would have all others
 * checked, and those that are not finished would fail.
 */
import { contentKey } from '../state/parsedCache';
import type { SpecIdentity } from '../tasklist/model';
import type { SpecProgress } from '../ledger/progress';

/** Names, ids, folders and declared dependencies of all specs: what problems among them follow from. */
export function specsKey(specs: readonly SpecIdentity[]): string {
  return contentKey(
    ...specs.map(({ name, id, path, dependencies }) =>
      [name, id ?? '', path, ...dependencies.map(({ ref }) => ref)].join('\n'),
    ),
  );
}

/** `specs`: see {@link specsKey}. */
export function surroundingsKey(
  { problems }: SpecIdentity,
  { recorded }: SpecProgress,
  specs: string,
): string {
  return contentKey(specs, recorded, problems.length > 0 ? JSON.stringify(problems) : '');
}
