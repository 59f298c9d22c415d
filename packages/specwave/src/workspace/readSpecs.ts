/**
 * What is known of all specs of a workspace, from files or from the cache. The graph, `begin` and the summary build
 * on it; so it loads parsers only for texts that it has not seen before.
 */
import type { SpecFolder } from '../identity/folders';
import { type Naming, nameSpecs } from '../identity/names';
import { contextDigest } from '../plan/digest';
import { contentKey, ParsedCache } from '../state/parsedCache';
import type { SpecIdentity } from '../tasklist/model';
import { type ConfigFacts, readConfigFacts } from './configFacts';
import type { ParseJob } from './parse';
import type { ParsedSpec } from './parsedSpec';
import { readPromptFile } from './promptFile';
import {
  type ContextText,
  type ProjectTexts,
  readProjectTexts,
  readSpecTexts,
  sharedContextReader,
} from './specFolder';

export interface SpecNode {
  identity: SpecIdentity;
  parsed: ParsedSpec;
}

interface Caches {
  tasks: ParsedCache<ParsedSpec>;
  identities: ParsedCache<SpecIdentity>;
}

/** By workspace: Nx asks twice for each graph, and its daemon for many. */
const caches = new Map<string, Caches>();

function cachesOf(workspaceRoot: string): Caches {
  const known = caches.get(workspaceRoot);
  if (known) return { tasks: known.tasks.restart(), identities: known.identities.restart() };
  const fresh: Caches = {
    tasks: ParsedCache.of(workspaceRoot, 'tasks'),
    identities: ParsedCache.of(workspaceRoot, 'identities'),
  };
  caches.set(workspaceRoot, fresh);
  return fresh;
}

interface Read {
  folder: SpecFolder;
  context: ContextText[];
  key: string;
  job: ParseJob;
}

/** `agentsKey`: short name of the others. */
interface Agents extends Pick<ParseJob, 'routing' | 'template' | 'reading'> {
  agentsKey: string;
}

/** What decides who does a task, and with which words. A prompt file that cannot be read is reported by `begin`. */
function readAgents(workspaceRoot: string, { routing, reading, promptFile }: ConfigFacts): Agents {
  const file = promptFile === null ? null : readPromptFile(workspaceRoot, promptFile);
  const template = file?.ok ? file.value : null;
  return { routing, template, reading, agentsKey: contentKey(JSON.stringify([routing, template, reading])) };
}

function read(
  workspaceRoot: string,
  folder: SpecFolder,
  { agentsKey, ...agents }: Agents,
  shared: (path: string) => ContextText[],
): Read[] {
  const texts = readSpecTexts(workspaceRoot, folder, shared);
  if (texts === null) return [];
  const text = texts.tasks.toString('utf8');
  const context = contextDigest(texts.context);
  const specText = texts.context.find(({ name }) => name === 'spec.md')?.text ?? null;
  const job = { taskFile: folder.taskFile, text, context, specText, ...agents };
  const key = contentKey(folder.taskFile, text, context, agentsKey);
  return [{ folder, context: texts.context, key, job }];
}

async function parsedSpecs(
  cache: ParsedCache<ParsedSpec>,
  reads: readonly Read[],
): Promise<Map<Read, ParsedSpec>> {
  const misses = reads.filter(({ key }) => cache.get(key) === undefined);
  if (misses.length > 0) {
    const { parseSpec } = await import('./parse.js');
    for (const { key, job } of misses) cache.set(key, parseSpec(job));
  }
  cache.save();
  return new Map(
    reads.flatMap((each) => {
      const spec = cache.get(each.key);
      return spec ? [[each, spec] as const] : [];
    }),
  );
}

/**
 * Reads and names the specs in `folders`. Folders whose task list cannot be read are left out. Never throws for what
 * they hold. `config`: of the settings, where somebody has read them already.
 */
export async function readSpecs(
  workspaceRoot: string,
  folders: readonly SpecFolder[],
  naming: Naming,
  config?: ConfigFacts,
): Promise<SpecNode[]> {
  const project: ProjectTexts = readProjectTexts(workspaceRoot);
  const projectKey = contentKey(project.projectJson ?? '', project.featuresJson ?? '');
  const agents = readAgents(workspaceRoot, config ?? (await readConfigFacts(workspaceRoot)));
  const shared = sharedContextReader(workspaceRoot);
  const { tasks, identities: cache } = cachesOf(workspaceRoot);
  const parsed = await parsedSpecs(
    tasks,
    folders.flatMap((folder) => read(workspaceRoot, folder, agents, shared)),
  );
  const identities: SpecIdentity[] = [];
  for (const [{ folder, context }, { title, titleId }] of parsed) {
    const specText = context.find(({ name }) => name === 'spec.md')?.text ?? '';
    const files = context.map(({ file }) => file);
    const key = contentKey(
      folder.taskFile,
      title ?? '',
      titleId ?? '',
      specText,
      files.join('\n'),
      projectKey,
    );
    let identity = cache.get(key);
    if (identity === undefined) {
      const { identifySpec } = await import('./identifySpec.js');
      identity = identifySpec({ folder, title, titleId, context, project });
      cache.set(key, identity);
    }
    identities.push(identity);
  }
  cache.save();
  const named = nameSpecs(identities, naming);
  return [...parsed.values()].flatMap((spec, place) => {
    const identity = named[place];
    return identity ? [{ identity, parsed: spec }] : [];
  });
}
