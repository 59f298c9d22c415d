/** What a sub-agent's file says of it: the front matter of `.claude/agents/*.md`. */
import { isMap, parseDocument } from 'yaml';
import * as z from 'zod';
import { splitDefinition } from '../plan/subAgents';

export interface SubAgentDefinition {
  name: string;
  description: string;
}

/**
 * It becomes an argument of a program and a line on the screen: nothing that could be an option, no control characters.
 * A colon belongs to the names of plugins; Claude Code passes over a file that has one in its own.
 */
const name = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[^-:*\p{Cc}][^:*\p{Cc}]*$/u);
const definition = z.object({ name, description: z.string().trim().min(1) });

/**
 * Reads the front matter of a definition. Null where it has no name or description: Claude Code knows no such
 * sub-agent either. Descriptions are often written with a colon (`Use this: when ...`), which is no YAML; Claude Code
 * (2.1.330) takes such lines as they stand, and so does this.
 */
export function readDefinition(text: string): SubAgentDefinition | null {
  const { front } = splitDefinition(text);
  if (front === null) return null;
  return definition.safeParse(fromYaml(front) ?? fromLines(front)).data ?? null;
}

/** Null where it is no valid YAML. */
function fromYaml(front: string): Record<string, unknown> | null {
  const document = parseDocument(front, { prettyErrors: false, logLevel: 'silent' });
  const { contents, errors } = document;
  if (errors.length > 0 || !isMap(contents)) return null;
  return { name: contents.get('name'), description: contents.get('description') };
}

function fromLines(front: string): Record<string, unknown> {
  const valueOf = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*(.*)$`, 'm').exec(front)?.[1]?.trim();
  return { name: valueOf('name'), description: valueOf('description') };
}
