/** Small specs for tests. */

/** A task that the embedded agent can carry out: it writes one file. */
export function recipeTask(id: string, file: string, more: readonly string[] = []): string {
  return [
    `- [ ] ${id} Create \`${file}\``,
    ...more.map((line) => `  ${line}`),
    '',
    `  \`\`\`js file=${file}`,
    `  export const made = '${id}';`,
    '  ```',
    '',
  ].join('\n');
}

/** A task that the embedded agent carries out by failing. */
export function failingTask(id: string): string {
  return [
    `- [ ] ${id} Fail`,
    '',
    '  ```sh run',
    '  echo "nothing works today" >&2',
    '  exit 7',
    '  ```',
    '',
  ].join('\n');
}

/** `# Tasks for ID: Title` and layers of tasks, each given as text. */
export function taskList(id: string, ...layers: readonly string[][]): string {
  const parts = layers.map((tasks, layer) => `## Layer ${layer}: Step ${layer}\n\n${tasks.join('\n')}`);
  return `# Tasks for ${id}: Spec ${id}\n\n${parts.join('\n')}`;
}

/** How many boxes of a task list are ticked, and how many there are. */
export function boxes(text: string): string {
  const all = text.match(/^\s*(?:[-*+]|\d+[.)]) \[[ xX]\] /gm) ?? [];
  return `${all.filter((box) => /\[[xX]\]/.test(box)).length}/${all.length}`;
}
