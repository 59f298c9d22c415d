/**
 * `createNodes`: makes each spec a project. It never throws for what specs hold, because that would make every nx
 * command of the workspace fail; what is wrong is reported by `begin`.
 */
import type { CreateNodes, CreateNodesResult, ProjectConfiguration } from '@nx/devkit';
import { type PluginOptions, readOptions } from '../config/options';
import { readConfigFacts } from '../workspace/configFacts';
import { readSpecs, type SpecNode } from '../workspace/readSpecs';
import { linkedSpecFolders } from '../workspace/specFolder';
import { type SpecFolder, specFolders } from '../identity/folders';
import { otherProjects } from '../workspace/otherProjects';
import { startDefinitions } from './pendingDefinitions';
import { worksInWorktrees } from './isolation';
import { NO_PROGRESS, readProgress } from '../ledger/progress';
import { linkedSpecProject, specProject } from './targets';

/** Task lists; and the files that Nx makes projects of, to know the names that are taken. */
const GLOB = '**/{tasks.md,layered-tasks.md,project.json,package.json}';

/** What was read last: `createDependencies` is asked next, about the same specs. */
let lastRead: { workspaceRoot: string; files: string; nodes: SpecNode[] } | null = null;

function filesOf(folders: readonly SpecFolder[]): string {
  return folders.map(({ taskFile }) => taskFile).join('\n');
}

/** The specs in `folders` as `createNodes` has just read them; null where it has not. */
export function specsJustRead(workspaceRoot: string, folders: readonly SpecFolder[]): SpecNode[] | null {
  const isSame = lastRead?.workspaceRoot === workspaceRoot && lastRead.files === filesOf(folders);
  return isSame ? (lastRead?.nodes ?? null) : null;
}

async function specProjects(
  workspaceRoot: string,
  files: readonly string[],
  options: PluginOptions,
): Promise<[string, ProjectConfiguration][]> {
  const folders = specFolders(files, options.specRoots);
  const others = otherProjects(workspaceRoot, files);
  const config = await readConfigFacts(workspaceRoot);
  const nodes = await readSpecs(workspaceRoot, folders, { roots: options.specRoots, others }, config);
  lastRead = { workspaceRoot, files: filesOf(folders), nodes };
  const isolated = worksInWorktrees(workspaceRoot, config);
  const progress = readProgress(workspaceRoot);
  // After the last pause: writing is to begin when the answer is on its way.
  startDefinitions(workspaceRoot, nodes, progress);
  const specs = nodes.map(({ identity, parsed }): [string, ProjectConfiguration] => [
    identity.taskFile,
    specProject(identity, parsed, progress.get(identity.name) ?? NO_PROGRESS, options, isolated),
  ]);
  const taken = new Set(nodes.map(({ identity }) => identity.path));
  const names = new Set(nodes.map(({ identity }) => identity.name));
  const linked = linkedSpecFolders(workspaceRoot, options.specRoots, taken).flatMap(
    (path): [string, ProjectConfiguration][] => {
      const project = linkedSpecProject(path, options);
      return names.has(project.name ?? '') ? [] : [[path, project]];
    },
  );
  return [...specs, ...linked];
}

export const createNodes: CreateNodes<unknown> = [
  GLOB,
  async (files, raw, { workspaceRoot }): Promise<[string, CreateNodesResult][]> => {
    const { options } = readOptions(raw);
    const projects = await specProjects(workspaceRoot, files, options);
    return projects.map(([file, project]) => [file, { projects: { [project.root]: project } }]);
  },
];
