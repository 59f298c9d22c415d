/** Which specs a command is about, and how each of them stands now. */
import { loadConfig } from '../config/load';
import { fail, ok, type Problem, type Result } from '../config/problem';
import { foldersToLook, specFolders } from '../identity/folders';
import { pathName } from '../identity/names';
import { completedTasks, specOf } from '../ledger/entries';
import type { Ledger } from '../ledger/schema';
import { readLedger } from '../ledger/store';
import {
  type KnownSpec,
  modeOf,
  type Scope,
  specsInScope,
  type SpecState,
  standingsOf,
} from '../plan/selection';
import { orderSpecs } from '../plan/specOrder';
import type { SpecIdentity } from '../tasklist/model';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import type { SpecProject } from '../workspace/context';
import { otherProjects } from '../workspace/otherProjects';
import { filesBelow, projectFiles } from '../workspace/projectFiles';
import { readSpec } from '../workspace/readSpec';
import { readSpecs, type SpecNode } from '../workspace/readSpecs';
import { linkedSpecFolders, realFolder } from '../workspace/specFolder';

export interface ChosenSpec {
  spec: SpecProject;
  identity: SpecIdentity;
  state: SpecState;
  /** What it is blocked by, or which specs need it; null where there is nothing to say. */
  why: string | null;
  /** Tasks, containers left out. */
  done: number;
  total: number;
  phase: number | null;
  /** Open tasks of its widest wave: as many can be done at once. */
  width: number;
  /** Specs of the scope that need this one, which is none of the scope; empty for those of the scope. */
  neededBy: string[];
  /** Names of incomplete specs that have to be completed before it. */
  after: string[];
}

export interface Selection {
  /** The specs of the scope, and those that have to be done before them, in the order in which they run. */
  chosen: ChosenSpec[];
  /** `single-spec`, `phase`, ... (see `modeOf`). */
  mode: string;
  /** Why these, where nothing was typed; else null. */
  why: string | null;
  /** All specs of the workspace. */
  all: SpecProject[];
}

/** Asked for once for each command. */
const othersOf = new WeakMap<CliWorkspace, Promise<Map<string, string>>>();

async function namesOfOthers(root: string): Promise<Map<string, string>> {
  return otherProjects(root, await projectFiles(root));
}

/** All specs of the workspace, read and named as the plugin does it. */
export async function readAllSpecs(workspace: CliWorkspace): Promise<SpecNode[]> {
  const { root, specRoots } = workspace;
  const others = othersOf.get(workspace) ?? namesOfOthers(root);
  othersOf.set(workspace, others);
  const files = foldersToLook(specRoots).flatMap((each) =>
    filesBelow(root, each, (name) => name.endsWith('.md')),
  );
  const folders = specFolders(files, specRoots);
  // One whose folder is the root itself of a link is told apart below.
  return readSpecs(
    root,
    folders.filter(({ path }) => realFolder(root, path) === null),
    { roots: specRoots, others: await others },
  );
}

/** A spec folder that is a link: a project of Nx that only says so (see `linkedSpecProject` of plugin/targets). */
function linkedSpec(path: string): SpecIdentity {
  return {
    name: pathName(path),
    id: null,
    title: path,
    kind: 'feature',
    phase: null,
    path,
    taskFile: path,
    contextFiles: [],
    dependencies: [],
    declaresInfrastructure: true,
    problems: [
      {
        code: 'spec-folder-link',
        severity: 'error',
        message: "This spec's folder is a link; a folder of the workspace was expected.",
        file: path,
        next: 'Move the folder itself here, or take the link away.',
      },
    ],
  };
}

interface Counted extends KnownSpec {
  width: number;
}

/** Counts as `progressOf` does: waves hold no containers. */
function counted({ identity, parsed }: SpecNode, ledger: Ledger): Counted {
  const entry = specOf(ledger, identity.name);
  const recorded = completedTasks(ledger, identity.name);
  const open = parsed.waves.map(
    ({ tasks }) => tasks.filter(({ id, done, hasBox }) => !(hasBox ? done : recorded.has(id))).length,
  );
  const total = parsed.waves.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const left = open.reduce((sum, count) => sum + count, 0);
  // A gate that was never passed is run again, although no task of its wave is left.
  const gates = parsed.waves.map((_, wave) => entry?.gates?.[wave]?.status);
  const isPassed = gates.every((status) => status === undefined || status === 'passed');
  const complete = entry?.status === 'completed' && total > 0 && left === 0 && isPassed;
  return { identity, done: total - left, total, complete, width: Math.max(0, ...open) };
}

/** What is wrong with a spec's own list: `begin` would stop at it. */
function problemsOf({ root }: CliWorkspace, { name, path }: SpecIdentity): readonly Problem[] {
  const read = readSpec({ workspaceRoot: root, spec: { name, path } });
  return read.ok ? read.value.plan.problems : read.problems;
}

const WHY_CONTINUE = 'nothing was named, so all that is not complete, in the order of phases';

/**
 * The specs that a scope names and those that they need, with how each stands. Reads only. Problems: those of the
 * settings and the ledger; `unknown-spec`, `ambiguous-spec`, `unknown-phase`.
 */
export async function selectSpecs(workspace: CliWorkspace, scope: Scope): Promise<Result<Selection>> {
  const { root, specRoots } = workspace;
  const config = loadConfig(root);
  const ledger = readLedger(root);
  if (!config.ok || !ledger.ok)
    return fail(...(config.ok ? [] : config.problems), ...(ledger.ok ? [] : ledger.problems));
  const nodes = await readAllSpecs(workspace);
  const read = new Set(nodes.map(({ identity }) => identity.path));
  const linked = linkedSpecFolders(root, specRoots, read).map(linkedSpec);
  const known = [
    ...nodes.map((node) => counted(node, ledger.value)),
    ...linked.map((identity) => ({ identity, done: 0, total: 0, complete: false, width: 0 })),
  ];
  const identities = known.map(({ identity }) => identity);
  const named = specsInScope(identities, scope);
  if (!named.ok) return named;
  const widths = new Map(known.map(({ identity, width }) => [identity.name, width]));
  const standings = standingsOf(known, orderSpecs(identities), named.value, (spec) =>
    problemsOf(workspace, spec),
  );
  return ok({
    chosen: standings.map(({ identity, state, why, done, total, neededBy, after }) => ({
      spec: { name: identity.name, path: identity.path },
      identity,
      state,
      why,
      done,
      total,
      phase: identity.phase,
      width: widths.get(identity.name) ?? 0,
      neededBy,
      after,
    })),
    mode: modeOf(scope),
    why: scope.kind === 'continue' ? WHY_CONTINUE : null,
    all: identities.map(({ name, path }) => ({ name, path })),
  });
}
