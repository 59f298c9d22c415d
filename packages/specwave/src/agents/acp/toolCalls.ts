/** The tool calls of an ACP agent: what is known of each, and how it is said in a few words. */
import { isAbsolute, relative, sep } from 'node:path';
import * as z from 'zod';

const text = z.string().nullish().catch(null);
const place = z.looseObject({ path: z.string() });

/** Of `tool_call`, `tool_call_update` and permission requests. Whatever else they hold, or hold wrongly, is passed over. */
export const toolCallParts = z.looseObject({
  toolCallId: z.string(),
  title: text,
  kind: text,
  status: text,
  locations: z.array(z.unknown()).nullish().catch(null),
  content: z.array(z.unknown()).nullish().catch(null),
  rawInput: z.unknown().optional(),
});
export type ToolCallParts = z.output<typeof toolCallParts>;

export interface ToolCall {
  /** `read`, `edit`, `execute`, ...: of the protocol's `ToolKind`, or a word of the agent's own; null where it says none. */
  kind: string | null;
  title: string;
  /** As the agent names them: of its locations and its diffs. */
  paths: readonly string[];
  command: string | null;
}

const STEP_LENGTH = 200;
/** A search through a large tree names every file that it found. */
const MOST_PATHS = 100;

const VERBS: Readonly<Record<string, string>> = {
  read: 'read',
  edit: 'edit',
  delete: 'delete',
  move: 'move',
};

/** Under which names agents hand a path to their tools, where they name it nowhere else. The rest of it is no path: what is to be written, say. */
const pathInput = z.object(
  Object.fromEntries(
    ['path', 'file_path', 'filePath', 'absolute_path', 'abs_path'].map((name) => [
      name,
      z.string().optional().catch(undefined),
    ]),
  ),
);
/** What agents call a tool of which the protocol knows no kind: it says less than what was known before. */
const NO_KIND = 'other';

const commandInput = z.looseObject({ command: z.union([z.string(), z.array(z.string())]) });

/** What is known of a tool call after one more message about it. Paths add up: permission is asked for all of them. */
export function withParts(before: ToolCall | undefined, parts: ToolCallParts): ToolCall {
  const named = [...(parts.locations ?? []), ...(parts.content ?? [])].flatMap((each) => {
    const known = place.safeParse(each);
    return known.success ? [known.data.path] : [];
  });
  const handed = Object.values(pathInput.safeParse(parts.rawInput).data ?? {}).filter(
    (each): each is string => typeof each === 'string',
  );
  const input = commandInput.safeParse(parts.rawInput);
  const command = input.success ? [input.data.command].flat().join(' ') : null;
  return {
    kind: kindOf(parts.kind) ?? kindOf(before?.kind) ?? parts.kind ?? before?.kind ?? null,
    title: parts.title || (before?.title ?? ''),
    paths: [...new Set([...(before?.paths ?? []), ...named, ...handed])].slice(0, MOST_PATHS + 1),
    command: command ?? before?.command ?? null,
  };
}

function kindOf(kind: string | null | undefined): string | null {
  return kind && kind !== NO_KIND ? kind : null;
}

/** More paths than are looked at: nobody can say that all of them lie in the tree. */
export function hasTooManyPaths(call: ToolCall): boolean {
  return call.paths.length > MOST_PATHS;
}

/** `edit src/a.ts`, `run npm test`; else the agent's own title. One line. */
export function stepOf(call: ToolCall, tree: string): string {
  return bounded(phraseOf(call, tree));
}

function phraseOf(call: ToolCall, tree: string): string {
  if (call.kind === 'execute') return `run ${call.command ?? call.title}`;
  const verb = call.kind === null ? undefined : VERBS[call.kind];
  if (verb !== undefined && call.paths.length > 0) {
    return `${verb} ${call.paths.map((path) => inTree(path, tree)).join(', ')}`;
  }
  return call.title || call.kind || 'a tool without a name';
}

function inTree(path: string, tree: string): string {
  if (!isAbsolute(path)) return path;
  const inside = relative(tree, path);
  return inside === '' || inside.startsWith('..') ? path : inside.split(sep).join('/');
}

function bounded(phrase: string): string {
  const line = phrase.replace(/\s+/g, ' ').trim();
  return line.length > STEP_LENGTH ? `${line.slice(0, STEP_LENGTH - 1)}…` : line;
}
