/** Prompts in the user's own words: the file that `promptFile` names. Pure. */
import type { Position, Problem } from '../../config/problem';

/** What can be filled in, in the order in which problems name it. */
export const PLACEHOLDERS = [
  'task',
  'id',
  'spec',
  'title',
  'where',
  'role',
  'context',
  'dependencies',
  'files',
  'checks',
  'rules',
  'previous',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const MARK = /\{\{([^{}]*)\}\}/g;

function placeholderOf(inner: string): Placeholder | null {
  return PLACEHOLDERS.find((name) => name === inner.trim()) ?? null;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, offset };
}

/** What is wrong with a template: no `{{task}}` (`prompt-file-no-task`), an unknown name (`prompt-file-placeholder`). */
export function checkTemplate(text: string, file: string): Problem[] {
  const marks = [...text.matchAll(MARK)];
  const known = PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ');
  const unknown = marks.flatMap((mark): Problem[] =>
    placeholderOf(mark[1] ?? '') !== null
      ? []
      : [
          {
            code: 'prompt-file-placeholder',
            severity: 'error',
            message: `Nothing is known to fill in for \`${mark[0].slice(0, 80)}\`; expected one of ${known}.`,
            file,
            at: positionAt(text, mark.index),
            next: 'Correct the name, or take it away.',
          },
        ],
  );
  if (marks.some((mark) => placeholderOf(mark[1] ?? '') === 'task')) return unknown;
  return [
    ...unknown,
    {
      code: 'prompt-file-no-task',
      severity: 'error',
      message: 'The prompt file does not say where the task is to stand; `{{task}}` was expected in it.',
      file,
      next: 'Write `{{task}}` where the words of the task belong.',
    },
  ];
}

/** The template with all filled in. What is filled in is never looked at again: `{{task}}` in a task stays as it is. */
export function fillTemplate(text: string, partOf: (name: Placeholder) => string): string {
  return text.replace(MARK, (mark, inner: string) => {
    const name = placeholderOf(inner);
    return name === null ? mark : partOf(name);
  });
}
