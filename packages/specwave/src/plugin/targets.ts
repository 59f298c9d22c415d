/**
 * From a parsed spec to its Nx project. Names, executors, options and outputs never follow progress: Nx hashes
 * those of all targets of a project into each task's hash. Only `dependsOn` does, which is in no hash.
 */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { openPredecessors } from '../plan/openPredecessors';
import type { PluginOptions } from '../config/options';
import { pathName } from '../identity/names';
import type { SpecProgress } from '../ledger/progress';
import type { SpecIdentity } from '../tasklist/model';
import type { ParsedSpec, ParsedTask, ParsedWave } from '../workspace/parsedSpec';
import { CHECK } from './definitions';

export function gateName(wave: number): string {
  return `wave-${wave}`;
}

function taskTarget(
  identity: SpecIdentity,
  task: ParsedTask,
  dependsOn: string[],
  cache: boolean,
): TargetConfiguration {
  return {
    executor: 'specwave:task',
    options: {},
    cache,
    dependsOn,
    inputs: [
      { fileset: `{workspaceRoot}/${definitionFile(identity.name, task.id)}`, includeIgnored: true },
      ...identity.contextFiles.map((file) => `{workspaceRoot}/${file}`),
      { env: 'SPECWAVE_HINT' },
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/.nx/specwave/results/{projectName}/${task.id}`],
    metadata: { description: task.title, technologies: ['specwave'] },
  };
}

/** Relative to the workspace root. */
export function definitionFile(project: string, task: string): string {
  return `.nx/specwave/inputs/${project}/${task}.json`;
}

function gateTarget(wave: ParsedWave, index: number, open: string[]): TargetConfiguration {
  return {
    executor: 'specwave:wave',
    options: {},
    cache: false,
    dependsOn: open,
    metadata: {
      description: `Closes wave ${index} (${wave.title}): lands what is done and opens the next wave`,
      technologies: ['specwave'],
    },
  };
}

/** A path as a pattern of Nx's: what would mean something there may be any character. */
function patternOf(path: string): string {
  return path.replace(/[\\*?![\]{}()+@|,]/g, '?');
}

/**
 * With its own files, the settings and the files that its tasks name it is affected (whether what is ticked is there follows
 * from them), and with nothing else: what the ledger and the other specs say is in the definition file (see surroundings).
 */
function checkTarget(identity: SpecIdentity, files: readonly string[]): TargetConfiguration {
  return {
    executor: 'specwave:check',
    options: {},
    cache: true,
    inputs: [
      ...[identity.taskFile, ...identity.contextFiles, 'specwave.yaml'].map(
        (file) => `{workspaceRoot}/${file}`,
      ),
      ...files.map((file) => `{workspaceRoot}/${patternOf(file)}`),
      { fileset: `{workspaceRoot}/${definitionFile(identity.name, CHECK)}`, includeIgnored: true },
      { externalDependencies: [] },
    ],
    metadata: {
      description: `Says what is left of ${identity.name}, and what is wrong in it`,
      technologies: ['specwave'],
    },
  };
}

/**
 * The project of a spec: root, name, tags, targets, metadata (design, section 3). `isolated`: each task's work stays
 * apart, in a tree of its own. Only then is its result its own: work done in the shared tree is not to be cached.
 */
export function specProject(
  identity: SpecIdentity,
  spec: ParsedSpec,
  progress: SpecProgress,
  options: PluginOptions,
  isolated: boolean,
): ProjectConfiguration {
  const isOpen = (task: ParsedTask): boolean =>
    task.hasBox ? !task.done : !progress.completedInLedger.has(task.id);
  const targets: Record<string, TargetConfiguration> = {
    begin: {
      executor: 'specwave:begin',
      options: {},
      cache: false,
      dependsOn: [`^${options.implementTargetName}`],
      metadata: {
        description: `Checks and enters ${identity.name} in the ledger`,
        technologies: ['specwave'],
      },
    },
  };
  let opener = 'begin';
  spec.waves.forEach((wave, index) => {
    const byId = new Map(wave.tasks.map((task) => [task.id, task]));
    const after = (id: string): readonly string[] => byId.get(id)?.after ?? [];
    const openId = (id: string): boolean =>
      isOpen(byId.get(id) ?? ({ hasBox: true, done: true } as ParsedTask));
    const open: string[] = [];
    for (const task of wave.tasks) {
      const before = openPredecessors(after, openId, task.id);
      // Who waits for a task of this wave waits for the wave's opener through it.
      targets[task.id] = taskTarget(identity, task, before.length > 0 ? before : [opener], isolated);
      if (isOpen(task)) open.push(task.id);
    }
    targets[gateName(index)] = gateTarget(wave, index, open.length > 0 ? open : [opener]);
    // A run that was killed between a wave's last tick and its gate, or whose gate failed: the next run makes up for it.
    if (open.length > 0 || progress.openGates.has(index)) opener = gateName(index);
  });
  const isComplete = progress.completed && opener === 'begin';
  targets[options.implementTargetName] = {
    executor: isComplete ? 'nx:noop' : 'specwave:implement',
    options: {},
    cache: false,
    dependsOn: isComplete ? [] : [opener],
    metadata: { description: `Implements ${identity.name}: ${identity.title}`, technologies: ['specwave'] },
  };
  targets[options.checkTargetName] = checkTarget(identity, spec.files);
  return {
    name: identity.name,
    root: identity.path,
    projectType: 'library',
    tags: ['spec', `kind:${identity.kind}`, ...(identity.phase === null ? [] : [`phase:${identity.phase}`])],
    targets,
    metadata: {
      description: identity.title,
      technologies: ['specwave'],
      targetGroups: Object.fromEntries(
        spec.waves.map((wave, index) => [
          `Wave ${index}: ${wave.title}`,
          [...wave.tasks.map((task) => task.id), gateName(index)],
        ]),
      ),
    },
  };
}

/**
 * A spec folder that is a link. What lies behind it is not listed by Nx and may lie outside the repository, so no
 * task of it becomes a target; `begin` says so, because a spec that is passed over in silence looks finished.
 */
export function linkedSpecProject(path: string, options: PluginOptions): ProjectConfiguration {
  const metadata = { description: 'A spec folder that is a link: see begin', technologies: ['specwave'] };
  // Nx has no files for this project; without inputs of its own it could not be hashed, and so not be run.
  const inputs = [{ externalDependencies: [] }];
  const target = { options: {}, cache: false, inputs, metadata };
  return {
    name: pathName(path),
    root: path,
    projectType: 'library',
    tags: ['spec'],
    targets: {
      begin: { executor: 'specwave:begin', ...target },
      [options.implementTargetName]: { executor: 'specwave:implement', dependsOn: ['begin'], ...target },
      [options.checkTargetName]: { executor: 'specwave:check', ...target },
    },
    metadata,
  };
}
