/** The prompt that every agent gets. Pure: the same input gives the same words. */

const MAX_PATHS = 20;

export interface PromptInput {
  spec: { name: string; title: string };
  task: { id: string; title: string; body: string; files: readonly string[] };
  /** Where the task stands: the number of its wave and the title of its layer, where there are layers. */
  wave: number;
  layer: string | null;
  /** Paths relative to the tree, to be read first. */
  contextFiles: readonly string[];
  /** What the task builds on; done and in the tree. */
  dependencies: readonly { id: string; title: string }[];
  /** Commands that are run afterwards to check the result. */
  checks: readonly string[];
  /** Paths relative to the tree that the agent may not touch. */
  reserved: readonly string[];
  /** The attempt before this one, if there was one; `left`: absolute path of the tree that it worked in, null where that is this one. */
  previous: { outcome: string; message: string; left: string | null } | null;
}

/** The prompt for one attempt, Markdown. What authors and agents wrote stands in fences that it cannot close. */
export function promptFor(input: PromptInput): string {
  const { spec, task } = input;
  const words = [task.title, task.body.trim()].filter((part) => part !== '').join('\n\n');
  return [
    `# Task ${task.id} of ${spec.name}`,
    [
      `You implement one task of the spec ${code(spec.name)} (${code(spec.title)}), in the current directory.`,
      `It is in wave ${input.wave}${input.layer === null ? '' : `, layer ${code(input.layer)}`}; other agents do the other tasks. Do this one completely, and only this one.`,
    ].join(' '),
    '## What to do',
    fenced(words),
    ...list('## Read first', input.contextFiles.map(code)),
    ...list(
      '## Done before, to build on',
      input.dependencies.map(({ id, title }) => `${id}: ${code(title)}`),
    ),
    ...list('## Files that the task names', task.files.map(code)),
    ...list('## How the result is checked', input.checks.map(code)),
    ...previousAttempt(input.previous),
    ...list('## Rules', rules(input.reserved)),
  ]
    .join('\n\n')
    .concat('\n');
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

function previousAttempt(previous: PromptInput['previous']): string[] {
  return previous === null
    ? []
    : [
        '## What went wrong last time',
        `An attempt before this one ended as ${code(previous.outcome)}. ${whereItIs(previous.left)} Avoid what stopped it:`,
        fenced(previous.message),
      ];
}

function whereItIs(left: string | null): string {
  return left === null
    ? 'Look what is there of its work.'
    : `Its work is not in this tree; what it left can be read in ${code(left)}.`;
}

function list(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [heading, items.map((item) => `- ${item}`).join('\n')];
}

/** In a fence longer than any row of backticks inside. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRow(text) + 1));
  return `${fence}markdown\n${text}\n${fence}`;
}

/** One line in a code span longer than any row of backticks inside. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const row = longestRow(line);
  const ticks = '`'.repeat(row + 1);
  return row === 0 ? `${ticks}${line}${ticks}` : `${ticks} ${line} ${ticks}`;
}

function longestRow(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, row) => Math.max(longest, row.length), 0);
}
