/** `createDependencies`: edges between specs, and from specs to the code that their tasks name. */
import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { readOptions } from '../config/options';
import { projectsOfFiles } from '../plan/codeEdges';
import { orderSpecs } from '../plan/specOrder';
import { readSpecs } from '../workspace/readSpecs';
import { specFolders } from '../identity/folders';
import { specsJustRead } from './createNodes';
import { finishDefinitions } from './pendingDefinitions';

// The values of Nx's enumeration: importing it would load the whole devkit for every nx command.
const IMPLICIT = 'implicit' as DependencyType.implicit;
const STATIC = 'static' as DependencyType.static;

export const createDependencies: CreateDependencies<unknown> = async (raw, context) => {
  finishDefinitions();
  const { options } = readOptions(raw);
  const roots = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));
  const { projectFileMap, nonProjectFiles } = context.fileMap;
  const files = [...Object.values(projectFileMap).flat(), ...nonProjectFiles].map(({ file }) => file);
  const folders = specFolders(files, options.specRoots);
  const read =
    specsJustRead(context.workspaceRoot, folders) ??
    (await readSpecs(context.workspaceRoot, folders, { roots: options.specRoots }));
  // A project file in a spec's own folder may name it otherwise.
  const nodes = read.map(({ identity, parsed }) => {
    return { identity: { ...identity, name: roots.get(identity.path) ?? identity.name }, parsed };
  });

  const dependencies: RawProjectGraphDependency[] = [];
  for (const { from, to } of orderSpecs(nodes.map(({ identity }) => identity)).edges) {
    dependencies.push({ source: from, target: to, type: IMPLICIT });
  }
  for (const { identity, parsed } of nodes) {
    for (const target of projectsOfFiles(parsed.files, roots, identity.name)) {
      dependencies.push({ source: identity.name, target, type: STATIC, sourceFile: identity.taskFile });
    }
  }
  const known = new Set(Object.keys(context.projects));
  return dependencies.filter(({ source, target }) => known.has(source) && known.has(target));
};
