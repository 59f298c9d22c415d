/** What is wrong with a spec apart from its own task list: what `begin` stops at and `check-tasks` tells. */
import type { Problem } from '../config/problem';
import { orderSpecs } from '../plan/specOrder';
import type { RunContext } from '../workspace/context';
import { readSpecs } from '../workspace/readSpecs';
import { specFolderAt } from '../workspace/specFolder';

/** Problems that show only next to the other specs: two of one id, dependencies on specs that do not exist. */
export async function problemsAmongSpecs(
  context: Pick<RunContext, 'workspaceRoot' | 'specs' | 'specRoots'>,
  spec: RunContext['spec'],
): Promise<Problem[]> {
  const { workspaceRoot } = context;
  const folders = context.specs.flatMap((each) => specFolderAt(workspaceRoot, each.path) ?? []);
  const given = new Map(context.specs.map(({ name, path }) => [path, name]));
  const nodes = await readSpecs(workspaceRoot, folders, { roots: context.specRoots, given });
  const identities = nodes.map(({ identity }) => identity);
  const own = identities.find((identity) => identity.path === spec.path);
  return [...(own?.problems ?? []), ...(orderSpecs(identities).problems.get(own?.name ?? '') ?? [])];
}
