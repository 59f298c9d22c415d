/** Plays the model: does the task that it finds in the prompt with whatever tool for it the program offers. */
import { join } from 'node:path';
import type { Answer, Turn } from './wire';

/** A task of these words, in the title: nothing else in what programs tell their models looks like it. */
const TASK = /Create `([^`]+)` with the line `([^`]+)`/;

/** qwen takes absolute paths only, and says to its model where it works. */
const QWEN_ONLY = 'task_stop';
const DIRECTORY = /working in the directory: (\/[^\s\\"]+)/;

/** The line of a task list that `answerTo` understands. */
export function taskLine(id: string, path: string, line: string): string {
  return `- [ ] ${id} Create \`${path}\` with the line \`${line}\`\n`;
}

/** How each known tool is called to write a file, the best first where a program offers several. */
const CALLS: Readonly<Record<string, (path: string, content: string) => Answer>> = {
  // claude
  Write: (path, content) => ({ kind: 'call', tool: 'Write', input: { file_path: path, content } }),
  // opencode
  write: (path, content) => ({ kind: 'call', tool: 'write', input: { filePath: path, content } }),
  // gemini
  write_file: (path, content) => ({ kind: 'call', tool: 'write_file', input: { file_path: path, content } }),
  // copilot
  create: (path, content) => ({ kind: 'call', tool: 'create', input: { path, file_text: content } }),
  // codex
  exec_command: (path, content) => ({
    kind: 'call',
    tool: 'exec_command',
    input: { cmd: `printf '%s' '${content}' > '${path}'` },
  }),
  // cline; codex has one of this name too, and is better led by the one above
  apply_patch: (path, content) => ({
    kind: 'call',
    tool: 'apply_patch',
    input: { input: `*** Begin Patch\n*** Add File: ${path}\n+${content.trimEnd()}\n*** End Patch` },
  }),
};

/** `lies`: says that it is done at once. */
export function answerTo({ tools, text, toolResults }: Turn, { lies }: { lies: boolean }): Answer {
  const [, path, line] = TASK.exec(text) ?? [];
  // Programs also ask for titles and summaries, without offering tools.
  if (tools.length === 0 || path === undefined || line === undefined) return { kind: 'text', text: 'A file' };
  if (lies || toolResults.length > 0) return { kind: 'text', text: `Done: I have created ${path}.` };
  const known = Object.keys(CALLS).find((tool) => tools.includes(tool));
  const call = known === undefined ? undefined : CALLS[known];
  if (!call) throw new Error(`No tool that writes files is known among ${tools.join(', ')}`);
  return call(tools.includes(QWEN_ONLY) ? join(DIRECTORY.exec(text)?.[1] ?? '', path) : path, `${line}\n`);
}
