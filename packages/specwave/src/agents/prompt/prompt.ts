/** The prompt that every agent gets. Pure: the same input gives the same words. */
import { fillTemplate, type Placeholder } from './template';
import { code, fenced } from './quoting';
import { expectedCommands } from './slashCommands';

const MAX_PATHS = 20;
const MAX_CHANGED_FILES = 10;
/** In characters: the start of what an agent says of its work tells what it is. */
const MAX_SUMMARY = 300;

export interface Dependency {
  id: string;
  title: string;
  /** What it changed, relative to the tree. */
  files: readonly string[];
  /** What its agent said of it. */
  summary: string | null;
}

/** The specialist to be, in words: for agents that cannot be started as one. */
export interface PromptRole {
  /** As asked (`clerk:*`), or its name where there is one. */
  name: string;
  /** Where its work is described; null where there is no such description. */
  file: string | null;
}

export interface PromptInput {
  spec: { name: string; title: string };
  /** `within`: the titles and bodies of what it is a part of; '' where it is part of nothing. */
  task: { id: string; title: string; body: string; within: string; files: readonly string[] };
  /** Where the task stands: the number of its wave and the title of its layer, where there are layers. */
  wave: number;
  layer: string | null;
  role: PromptRole | null;
  /** Leaves out the slash commands that the task's author expects. */
  isDirect: boolean;
  /** Paths relative to the tree, to be read first. */
  contextFiles: readonly string[];
  /** What the task builds on; done and in the tree. */
  dependencies: readonly Dependency[];
  /** Commands that are run afterwards to check the result. */
  checks: readonly string[];
  /** Paths relative to the tree that the agent may not touch. */
  reserved: readonly string[];
  /** The attempt before this one, if there was one; `left`: absolute path of the tree that it worked in, null where that is this one. */
  previous: { outcome: string; message: string; left: string | null } | null;
  /** The user's own text around the task (promptTemplate.ts); null for the built-in one. */
  template: string | null;
}

/** The prompt for one attempt, Markdown. What authors and agents wrote stands in fences that it cannot close. */
export function promptFor(input: PromptInput): string {
  const { task, spec, template } = input;
  const parts = partsOf(input);
  if (template !== null) return fillTemplate(template, (name) => parts[name] ?? 'None.');
  const role = parts.role === null ? [] : [parts.role];
  return [
    `# Task ${task.id} of ${spec.name}`,
    [
      `You implement one task of the spec ${code(spec.name)} (${code(spec.title)}), in the current directory.`,
      `It is in ${parts.where}; other agents do the other tasks. Do this one completely, and only this one.`,
      ...role,
    ].join(' '),
    ...section('## What to do', parts.task),
    ...section('## Read first', parts.context),
    ...section('## Done before, to build on', parts.dependencies),
    ...section('## Files that the task names', parts.files),
    ...section('## How the result is checked', parts.checks),
    ...section('## What went wrong last time', parts.previous),
    ...section('## Rules', parts.rules),
  ]
    .join('\n\n')
    .concat('\n');
}

/** What each placeholder stands for; null where there is nothing to say. */
function partsOf(input: PromptInput): Record<Placeholder, string | null> {
  const { spec, task, wave, layer } = input;
  return {
    task: taskWords(input),
    id: task.id,
    spec: `${code(spec.name)} (${code(spec.title)})`,
    title: code(task.title),
    where: `wave ${wave}${layer === null ? '' : `, layer ${code(layer)}`}`,
    role: input.role && roleWords(input.role),
    context: list(input.contextFiles.map(code)),
    dependencies: list(input.dependencies.map(dependencyWords)),
    files: list(task.files.map(code)),
    checks: list(input.checks.map(code)),
    previous: input.previous && previousWords(input.previous),
    rules: list(rules(input.reserved)),
  };
}

function taskWords({ task, isDirect }: PromptInput): string {
  const { commands, rest } = expectedCommands(task.body);
  const body = isDirect ? rest : task.body;
  const own = fenced([task.title, body.trim()].filter((part) => part !== '').join('\n\n'));
  const words =
    task.within === ''
      ? own
      : `${own}\n\nIt is a part of this, of which others do the rest:\n\n${fenced(task.within)}`;
  if (isDirect || commands.length === 0) return words;
  const names = commands.map(code).join(', ');
  return `${words}\n\nIts author expects ${names} to be used: do so if you have such a command, else do the work without.`;
}

function roleWords({ name, file }: PromptRole): string {
  return file === null
    ? `Work as a specialist of ${code(name)}.`
    : `Work as the specialist ${code(name)}; how it works is described in ${code(file)}.`;
}

function dependencyWords({ id, title, files, summary }: Dependency): string {
  const shown = files.slice(0, MAX_CHANGED_FILES).map(code).join(', ');
  const more = files.length > MAX_CHANGED_FILES ? ` and ${files.length - MAX_CHANGED_FILES} more` : '';
  const changed = files.length === 0 ? '' : `; it changed ${shown}${more}`;
  const said = summary?.trim() ?? '';
  return `${id}: ${code(title)}${changed}${said === '' ? '' : `; its agent said: ${code(clipped(said))}`}`;
}

function clipped(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_SUMMARY + 2)];
  return characters.length > MAX_SUMMARY ? `${characters.slice(0, MAX_SUMMARY).join('')}...` : text;
}

function rules(reserved: readonly string[]): string[] {
  return [
    'Work in the current directory only. Nobody can answer questions: where the task leaves something open, decide and say so.',
    'Do not tick boxes, do not commit, and leave no process running.',
    ...(reserved.length === 0 ? [] : [`Do not touch ${named(reserved)}: changes to them are refused.`]),
    'If you cannot do the task, say why, and change nothing.',
  ];
}

/** A workspace of a thousand specs has as many task lists: naming some is enough to know them all. */
function named(paths: readonly string[]): string {
  const shown = paths.slice(0, MAX_PATHS).map(code).join(', ');
  return paths.length > MAX_PATHS ? `${shown} and ${paths.length - MAX_PATHS} more of their kind` : shown;
}

function previousWords({ outcome, message, left }: NonNullable<PromptInput['previous']>): string {
  const where =
    left === null
      ? 'Look what is there of its work.'
      : `Its work is not in this tree; what it left can be read in ${code(left)}.`;
  return `An attempt before this one ended as ${code(outcome)}. ${where} Avoid what stopped it:\n\n${fenced(message)}`;
}

function section(heading: string, part: string | null): string[] {
  return part === null ? [] : [heading, part];
}

function list(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.map((item) => `- ${item}`).join('\n');
}
