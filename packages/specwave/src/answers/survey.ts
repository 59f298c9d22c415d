/** What stands in a workspace that Specwave is to work in: lists, agents, package manager, tests. Reads only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { inspectAgent } from '../agents/inspect';
import { ACP_PRESETS } from '../config/agents';
import { readConfig } from '../config/load';
import { LOCK_FILES, managerOf } from '../packages/managers';
import type { Survey, SurveyedAgent, SurveyedLists } from '../report/survey';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { filesBelow } from '../workspace/projectFiles';
import { progressOf, readSpec } from '../workspace/readSpec';
import { readAllSpecs } from './selectSpecs';

/** Starts the programs of known agents, to ask for their versions and logins. */
export async function surveyWorkspace(workspace: CliWorkspace): Promise<Survey> {
  const { root } = workspace;
  return {
    lists: await surveyLists(workspace),
    agents: await surveyAgents(root),
    test: testCommand(root),
  };
}

async function surveyLists(workspace: CliWorkspace): Promise<SurveyedLists[]> {
  const byDialect = new Map<string, SurveyedLists>();
  for (const { identity } of await readAllSpecs(workspace)) {
    const read = readSpec({
      workspaceRoot: workspace.root,
      spec: { name: identity.name, path: identity.path },
    });
    if (!read.ok) continue;
    const { dialect } = read.value.list;
    const { total, completed } = progressOf(read.value.list);
    const lists = byDialect.get(dialect) ?? { dialect, specs: 0, tasks: 0, open: 0 };
    byDialect.set(dialect, {
      dialect,
      specs: lists.specs + 1,
      tasks: lists.tasks + total,
      open: lists.open + total - completed,
    });
  }
  return [...byDialect.values()].toSorted((a, b) => b.specs - a.specs);
}

/** The agents that are known by name. */
const KNOWN = ['claude', 'codex', ...ACP_PRESETS];

/** The settings of an agent that is known by name, as somebody would write them down. */
export function knownSettings(name: string): string {
  const isPreset = ACP_PRESETS.some((preset) => preset === name);
  return isPreset ? `{ driver: acp, preset: ${name} }` : `{ driver: ${name} }`;
}

async function surveyAgents(root: string): Promise<SurveyedAgent[]> {
  const looked = await Promise.all(
    KNOWN.map(async (name): Promise<SurveyedAgent[]> => {
      const config = readConfig(`agents: { ${name}: ${knownSettings(name)} }`, 'specwave.yaml');
      const settings = config.ok ? config.value.agents[name] : undefined;
      if (!settings) return [];
      const inspection = await inspectAgent(settings, root, false);
      // One that is not logged in is there, and worth telling.
      const isThere = inspection.version !== null || inspection.problem === null;
      return isThere ? [{ name, ...inspection }] : [];
    }),
  );
  return looked.flat();
}

const manifest = z.looseObject({
  scripts: z.record(z.string(), z.unknown()).catch({}),
  targets: z.record(z.string(), z.unknown()).catch({}),
});
/** What `npm init` writes where there is no test. */
const NO_TEST = /no test specified/;

function readManifest(file: string): z.infer<typeof manifest> | null {
  try {
    return manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function hasTest(file: string): boolean {
  const read = readManifest(file);
  const script = read?.scripts['test'];
  return read?.targets['test'] !== undefined || (typeof script === 'string' && !NO_TEST.test(script));
}

/** Nx's own test of what is affected, where a project has one; else the root's script. */
function testCommand(root: string): string | null {
  const files = filesBelow(root, '.', (name) => name === 'package.json' || name === 'project.json');
  const below = files.filter(
    (file) => file !== 'package.json' && !/(?:^|\/)(?:node_modules|\.claude)\//.test(file),
  );
  if (below.some((file) => hasTest(join(root, file)))) return 'npx nx affected -t test';
  if (!hasTest(join(root, 'package.json'))) return null;
  const lock = LOCK_FILES.find((name) => existsSync(join(root, name)));
  return `${lock === undefined ? 'npm' : (managerOf(lock, '')?.name ?? 'npm')} test`;
}
