/** The specialist that Claude Code is to be: its own sub-agents, by `--agent`. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { splitDefinition, type SubAgent } from '../../plan/subAgents';
import type { AgentJob } from '../driver';

/** One argument of a program may have 128 KB (Linux). */
const MAX_DEFINITION_BYTES = 100 * 1024;
const AGENTS_FOLDER = join('.claude', 'agents');

const names = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((list) => list.map((name) => name.trim()).filter((name) => name !== ''))
  .optional()
  .catch(undefined);
/** The keys of a definition that have the same meaning in `--agents` (`AgentDefinition` of its SDK). */
const frontMatter = z.object({
  tools: names,
  disallowedTools: names,
  model: z.string().optional().catch(undefined),
});

/**
 * The arguments that make a session the job's sub-agent, and its name. Nothing, where it has none or where its
 * definition cannot be handed over: then the prompt alone says what to be.
 */
export function roleOf(job: Pick<AgentJob, 'role' | 'tree' | 'workspaceRoot'>): {
  agent: string | null;
  args: string[];
} {
  const found = job.role?.found;
  if (!found) return { agent: null, args: [] };
  if (seesIt(found, job)) return { agent: found.name, args: ['--agent', found.name] };
  const definition = definitionOf(found);
  if (definition === null) return { agent: null, args: [] };
  return { agent: found.name, args: ['--agents', definition, '--agent', found.name] };
}

/** Whether Claude Code finds the definition by itself, from the tree. */
function seesIt(
  { file }: SubAgent,
  { tree, workspaceRoot }: Pick<AgentJob, 'tree' | 'workspaceRoot'>,
): boolean {
  if (isBelow(join(homedir(), AGENTS_FOLDER), file)) return true;
  return (
    isBelow(join(workspaceRoot, AGENTS_FOLDER), file) && existsSync(join(tree, relative(workspaceRoot, file)))
  );
}

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(join(folder, '/'));
}

/** As `--agents` takes it; null where it cannot be read, or is too long for an argument. */
function definitionOf({ name, description, file }: SubAgent): string | null {
  let text: string;
  try {
    if (statSync(file).size > MAX_DEFINITION_BYTES) return null;
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const { front, prompt } = splitDefinition(text);
  const known = frontMatter.safeParse(keysIn(front ?? ''));
  const definition = JSON.stringify({
    [name]: { description: description || name, prompt, ...(known.success ? known.data : {}) },
  });
  return prompt === '' || Buffer.byteLength(definition) > MAX_DEFINITION_BYTES ? null : definition;
}

/** Null where it is no valid YAML, as often (a colon in a description): the definition then goes without further keys. */
function keysIn(front: string): unknown {
  try {
    return parse(front, { logLevel: 'silent' });
  } catch {
    return null;
  }
}
