/**
 * `postTasksExecution`: the summary at the end of a run. Only a courtesy: Nx does not call it under distributed
 * execution, so nothing that must be right may rest on it.
 */
import type { PostTasksExecution } from '@nx/devkit';
import { readOptions } from '../config/options';
import { isWithinRoots } from '../identity/folders';
import type { SpecProject } from '../workspace/context';

/** Whether the words of the command name a project: `nx implement F001`, `-p F001,F002`, `--projects=F001`, `F001:T004`. */
function isNamed(argv: readonly string[], project: string): boolean {
  return argv.some((word) => word.split(/[\s,:=]/).includes(project));
}

/** A run over everything: `nx run-many -t implement` without a choice of projects. */
function isOverAll(argv: readonly string[]): boolean {
  return argv.includes('run-many') && !argv.some((word) => /^(?:-p|--projects?)(?:=|$)/.test(word));
}

/** Nx's results name only tasks that were started: a spec that waited for a failed one is part of the run all the same. */
function specsOfRun(
  specs: readonly SpecProject[],
  started: ReadonlySet<string>,
  argv: readonly string[],
): SpecProject[] {
  return specs.filter(({ name }) => started.has(name) || isOverAll(argv) || isNamed(argv, name));
}

export const postTasksExecution: PostTasksExecution<unknown> = async (raw, context) => {
  const { options } = readOptions(raw);
  const { argv, startTime, taskResults, workspaceRoot } = context;
  // A check tells how its spec stands by itself, and changes nothing.
  const tasks = Object.values(taskResults).flatMap(({ task }) =>
    task.target.target === options.checkTargetName ? [] : [task],
  );
  const started = new Set(tasks.map(({ target }) => target.project));
  // Most runs have to do with no spec at all: they load nothing more.
  if (!tasks.some(({ projectRoot }) => isWithinRoots(projectRoot ?? '', options.specRoots))) return;
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const specs = Object.values(readCachedProjectGraph().nodes)
    .filter(({ data }) => data.tags?.includes('spec'))
    .map(({ name, data }) => ({ name, path: data.root }));
  const { terminalReport } = await import('../report/terminal.js');
  const { screenOfCommand } = await import('../report/screen.js');
  const report = terminalReport(screenOfCommand(argv, workspaceRoot, startTime));
  const { updateProjectFilesOf } = await import('../run/trees/projectStatus.js');
  const worked = specs.filter(({ name }) => started.has(name));
  await updateProjectFilesOf({ workspaceRoot, report }, worked);
  const unfinished = worked.filter(
    ({ name }) => taskResults[`${name}:${options.implementTargetName}`] === undefined,
  );
  if (unfinished.length > 0) {
    const { commitUnfinished } = await import('../run/commitUnfinished.js');
    await commitUnfinished({ workspaceRoot, report, specs, specRoots: options.specRoots }, unfinished);
  }
  // `specwave` says itself how the run that it has started ended.
  const { isOwnCommand } = await import('../state/ownCommand.js');
  if (!isOwnCommand(workspaceRoot, argv.slice(2))) {
    const { summariseRun } = await import('../answers/summariseRun.js');
    await summariseRun({ workspaceRoot, report }, specsOfRun(specs, started, argv), startTime, specs);
  }
  const { refreshReport } = await import('../run/writeReport.js');
  refreshReport(workspaceRoot, specs, 'end');
  // A run that failed half-way has had no `implement` to do so.
  const { clearSpares } = await import('../run/trees/cleanUp.js');
  await clearSpares(workspaceRoot);
};
