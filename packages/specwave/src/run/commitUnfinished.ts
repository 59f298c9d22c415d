/** At the end of a run: commits what has landed of specs that did not come to their end, where Nx ran no `implement`. */
import { loadConfig } from '../config/load';
import type { RunContext, SpecProject } from '../workspace/context';
import { commitWork } from './trees/commitWork';
import { isolationOf } from './trees/isolation';

export async function commitUnfinished(
  context: Pick<RunContext, 'workspaceRoot' | 'report' | 'specs' | 'specRoots'>,
  unfinished: readonly SpecProject[],
): Promise<void> {
  const config = loadConfig(context.workspaceRoot);
  if (unfinished.length === 0 || !config.ok || config.value.commit !== 'spec') return;
  const isolation = await isolationOf(context, config.value);
  if (!isolation.ok) return;
  const { signal } = new AbortController();
  for (const spec of unfinished)
    await commitWork({ ...context, spec, optionProblems: [], signal }, isolation.value, 'run');
}
