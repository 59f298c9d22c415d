/** What was found in a workspace, and what to do next. Pure: facts in, lines out. */
import type { createColors } from 'picocolors';
import type { Inspection } from '../agents/inspect';
import { count, plain } from './format';

type Colors = ReturnType<typeof createColors>;

/** The lists that are read in one way. */
export interface SurveyedLists {
  dialect: string;
  specs: number;
  tasks: number;
  open: number;
}

/** An agent whose program is installed. */
export interface SurveyedAgent extends Inspection {
  name: string;
}

export interface Survey {
  lists: SurveyedLists[];
  /** Of the agents that are known by name, those that are installed. */
  agents: SurveyedAgent[];
  /** What tests the workspace, as `verify` would run it; null where nothing says so. */
  test: string | null;
}

/** Something that `specwave doctor` has looked at. */
export interface Finding {
  name: string;
  /** `warning`: a run works, and could be better. */
  state: 'ok' | 'warning' | 'error';
  message: string;
  /** What mends it; null where nothing has to be. */
  next: string | null;
}

/** `Found 2 specs in the order of Kiro (14 tasks, 9 open)`, the agents, what tests the workspace. */
export function surveyLines({ lists, agents, test }: Survey): string[] {
  const specs = lists.map(
    ({ dialect, specs: found, tasks, open }) =>
      `  ${count(found, 'spec')} read as ${dialect}: ${count(tasks, 'task')}, ${open} to do`,
  );
  const programs = agents.map(({ name, version, problem }) => {
    const state = problem === null ? '' : `, ${problem.message}`;
    return `  ${name}${version === null ? '' : ` ${version}`}${state}`;
  });
  return [
    ...(specs.length === 0
      ? ['No specs were found: a spec is a folder with a `tasks.md`, such as specs/001-login/tasks.md.']
      : ['Specs:', ...specs]),
    ...(programs.length === 0
      ? ['No agent program was found: `recipe`, which is embedded, does what tasks spell out.']
      : ['Agents:', ...programs]),
    test === null
      ? 'Nothing was found that tests this workspace: see `verify` in specwave.yaml.'
      : `Tests: ${test}`,
  ];
}

/** The three commands of a first run. */
export function firstSteps(): string[] {
  return [
    'Next: npx specwave plan      shows how the lists are read, and who would do what',
    '      npx specwave           implements what is open, or: npx nx run-many -t implement',
    '      npx specwave report    shows what came of it',
  ];
}

const MARKS = { ok: '✔', warning: '!', error: '✖' } as const;

export function findingLines(findings: readonly Finding[], colors: Colors): string[] {
  const paint = { ok: colors.green, warning: colors.yellow, error: colors.red };
  return findings.flatMap(({ name, state, message, next }) => [
    `${paint[state](MARKS[state])} ${name}: ${plain(message)}`,
    ...(next === null ? [] : [`  next: ${plain(next)}`]),
  ]);
}
