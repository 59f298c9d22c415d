/** `specwave doctor`: what of a workspace stands in the way of a run, and what mends it. Reads only. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { inspectAgent } from '../agents/inspect';
import { loadConfig } from '../config/load';
import { isError, type Problem } from '../config/problem';
import type { Config } from '../config/schema';
import { count } from '../report/format';
import type { Report } from '../report/events';
import type { Finding, Survey } from '../report/survey';
import { textOf } from '../state/onDisk';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import { readSpec } from '../workspace/readSpec';
import { findRepository } from '../worktree/git/repository';
import { readAllSpecs } from './selectSpecs';
import { surveyWorkspace } from './survey';

const PROJECT_FILE = '.claude/project.json';

/** Reports what was found; resolves with whether nothing stands in the way of a run. */
export async function examine(workspace: CliWorkspace, report: Report): Promise<boolean> {
  const survey = await surveyWorkspace(workspace);
  const config = loadConfig(workspace.root);
  const repository = await findRepository(workspace.root);
  const findings = [
    nxFinding(workspace.root),
    ofProblems('plugin', workspace.optionProblems, 'nx.json has the plugin.'),
    repository.ok
      ? fine('git', 'The workspace is in a git repository.')
      : ofProblems('git', repository.problems, ''),
    config.ok
      ? fine(
          'settings',
          existsSync(join(workspace.root, 'specwave.yaml'))
            ? 'specwave.yaml is right.'
            : 'No specwave.yaml: every setting has its default.',
        )
      : ofProblems('settings', config.problems, ''),
    ...(await specFindings(workspace, survey)),
    ...(config.ok ? await agentFindings(workspace.root, config.value) : []),
    ...(config.ok ? [verifyFinding(config.value, survey)] : []),
    ...projectFileFinding(workspace.root),
  ];
  report({ type: 'examined', findings, survey });
  return findings.every(({ state }) => state !== 'error');
}

function fine(name: string, message: string): Finding {
  return { name, state: 'ok', message, next: null };
}

/** The first of the problems; a spec's own are told by `check-tasks`. */
function ofProblems(name: string, problems: readonly Problem[], otherwise: string): Finding {
  const [first] = problems;
  if (!first) return fine(name, otherwise);
  const place =
    first.file === undefined
      ? ''
      : ` (${first.file}${first.at ? `:${first.at.line}:${first.at.column}` : ''})`;
  const state = problems.some(isError) ? 'error' : 'warning';
  return { name, state, message: `${first.message}${place}`, next: first.next ?? null };
}

const version = z.looseObject({ version: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** As the package's `peerDependencies` have it: from 23.3 below 25. */
function nxFinding(root: string): Finding {
  const file = join(root, 'node_modules/nx/package.json');
  const next = 'Run: npm install --save-dev nx@24 @nx/devkit@24';
  const text = textOf(file);
  if (text === null)
    return { name: 'nx', state: 'error', message: 'Nx is not installed in this workspace.', next };
  const read = version.safeParse(parsed(text));
  const found = read.success ? read.data.version : '?';
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const fits = major === 24 || (major === 23 && minor >= 3);
  return fits
    ? fine('nx', `Nx ${found}.`)
    : { name: 'nx', state: 'error', message: `Nx ${found} was found; 23.3 to 24 was expected.`, next };
}

async function specFindings(workspace: CliWorkspace, { lists }: Survey): Promise<Finding[]> {
  if (lists.length === 0)
    return [
      {
        name: 'specs',
        state: 'error',
        message: `No spec was found below ${workspace.specRoots.join(', ')}.`,
        next: 'Write one: a folder with a tasks.md of checkboxes, such as specs/001-login/tasks.md.',
      },
    ];
  const found = lists.map(
    ({ dialect, specs, open }) => `${count(specs, 'spec')} read as ${dialect} (${open} to do)`,
  );
  const wrong = (await readAllSpecs(workspace)).flatMap(({ identity: { name, path } }) => {
    const read = readSpec({ workspaceRoot: workspace.root, spec: { name, path } });
    return (read.ok ? read.value.plan.problems : read.problems).some(isError) ? [name] : [];
  });
  return [
    fine('specs', `${found.join('; ')}.`),
    ...(wrong.length === 0
      ? []
      : [
          {
            name: 'lists',
            state: 'error' as const,
            message: `${count(wrong.length, 'list')} cannot be run as written: ${wrong.slice(0, 5).join(', ')}.`,
            next: `Run: npx specwave check-tasks ${wrong[0] ?? ''}`,
          },
        ]),
  ];
}

async function agentFindings(root: string, { agents, default: fallback }: Config): Promise<Finding[]> {
  return Promise.all(
    Object.entries(agents).map(async ([name, settings]): Promise<Finding> => {
      const { program, version: found, loggedIn, problem } = await inspectAgent(settings, root);
      const which = `agent ${name}${name === fallback ? ' (default)' : ''}`;
      if (problem === null) {
        const isKnown = program === null || loggedIn === true;
        const state = isKnown ? 'can be used' : 'is there; whether it can be used was not asked';
        return fine(which, [program ?? 'embedded', found, state].filter(Boolean).join(' '));
      }
      return { name: which, state: name === fallback ? 'error' : 'warning', ...problem };
    }),
  );
}

function verifyFinding({ verify }: Config, { test }: Survey): Finding {
  if (verify.length > 0) return fine('verify', `${count(verify.length, 'command')} before work lands.`);
  return {
    name: 'verify',
    state: 'warning',
    message: 'No command has to pass before the work of an agent lands.',
    next: `In specwave.yaml: verify: [${test ?? 'npm test'}]`,
  };
}

function projectFileFinding(root: string): Finding[] {
  if (!existsSync(join(root, PROJECT_FILE))) return [];
  const ignored = textOf(join(root, '.nxignore')) ?? '';
  if (/^\/?\.claude(?:\/|\/project\.json)?\s*$/m.test(ignored)) return [];
  return [
    {
      name: '.claude/project.json',
      state: 'warning',
      message: 'Nx takes it for a project of its own.',
      next: `Add a line to .nxignore: ${PROJECT_FILE}`,
    },
  ];
}
