/** From Nx's words to ours: what every executor does before and after its one verb. */
import type { ExecutorContext } from '@nx/devkit';
import { readOptions } from '../config/options';
import { terminalReport } from '../report/terminal';
import { refreshReport } from '../run/writeReport';
import type { RunContext, SpecProject } from '../workspace/context';
import { stopSignal } from './stopSignal';

/** The plugin's options in `nx.json`, and what is wrong with them. */
function optionsOf(context: ExecutorContext): ReturnType<typeof readOptions> {
  const entries = context.nxJsonConfiguration.plugins ?? [];
  const own = entries.find((entry) => typeof entry !== 'string' && entry.plugin === 'specwave');
  return readOptions(typeof own === 'object' ? own.options : undefined);
}

/** The specs among the workspace's projects: the plugin tags them. */
function specsOf(context: ExecutorContext): SpecProject[] {
  const projects = Object.entries(context.projectsConfigurations.projects);
  return projects
    .filter(([, project]) => project.tags?.includes('spec'))
    .map(([name, project]) => ({ name, path: project.root }));
}

/** The specs that the one with this name depends on. */
export function dependenciesOf(context: ExecutorContext, specs: readonly SpecProject[]): SpecProject[] {
  const edges = context.projectGraph.dependencies[context.projectName ?? ''] ?? [];
  return specs.filter((spec) => edges.some((edge) => edge.target === spec.name));
}

/** Runs a verb on the spec whose target this is; signals to this process abort it. */
export async function onSpec(
  context: ExecutorContext,
  verb: (run: RunContext) => Promise<boolean>,
): Promise<{ success: boolean }> {
  const specs = specsOf(context);
  const spec = specs.find(({ name }) => name === context.projectName);
  if (!spec) throw new Error(`The executors of specwave are for specs; ${context.projectName} is none.`);
  const report = terminalReport(process.stdout);
  const { options, problems: optionProblems } = optionsOf(context);
  const run = {
    workspaceRoot: context.root,
    spec,
    specs,
    specRoots: options.specRoots,
    optionProblems,
    report,
    signal: stopSignal(),
  };
  return { success: await verb(run) };
}

/** As {@link onSpec}, for what a run is made of: the report shows how it stands then. */
export async function onRun(
  context: ExecutorContext,
  verb: (run: RunContext) => Promise<boolean>,
  when: 'step' | 'end' = 'step',
): Promise<{ success: boolean }> {
  const end = await onSpec(context, verb);
  refreshReport(context.root, specsOf(context), when);
  return end;
}
