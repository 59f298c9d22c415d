/** The sub-agents that exist for a workspace. Not for the graph: what is found differs between machines. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FoundSubAgent } from '../plan/subAgents';
import { isInside, readBounded } from './boundedFile';
import { claudePlugins } from './claudePlugins';
import { readDefinition } from './subAgentDefinition';

const MAX_FILE_SIZE = 64 * 1024;
/** Of one folder of sub-agents. Collections that people publish have some hundred. */
const MAX_FILES = 1000;
const MAX_DEPTH = 8;

/** Where Claude Code keeps what belongs to the user. */
function userFolder(): string {
  return process.env['CLAUDE_CONFIG_DIR'] || join(homedir(), '.claude');
}

/** Markdown files below a folder, relative to it, sorted. Links are not followed: they may lead anywhere. */
function markdownBelow(folder: string): string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(join(folder, path), { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MAX_FILES) return;
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && depth < MAX_DEPTH) look(inner, depth + 1);
      else if (entry.isFile() && entry.name.endsWith('.md')) found.push(inner);
    }
  };
  look('', 0);
  return found;
}

/** What is defined below a folder `agents`. `prefix`: what agents know them by, in front of their own name and folders. */
function definedIn(folder: string, prefix: string | null): FoundSubAgent[] {
  return markdownBelow(folder).flatMap((path) => {
    const text = readBounded(join(folder, path), MAX_FILE_SIZE);
    const definition = text === null ? null : readDefinition(text);
    if (definition === null) return [];
    const folders = dirname(path) === '.' ? [] : dirname(path).split('/');
    const name = prefix === null ? definition.name : [prefix, ...folders, definition.name].join(':');
    return [{ name, description: definition.description, file: join(folder, path), folders }];
  });
}

/** As `readSubAgents`, read when they are asked for first. */
export function subAgentsOf(workspaceRoot: string): () => FoundSubAgent[] {
  let known: FoundSubAgent[] | null = null;
  return () => (known ??= readSubAgents(workspaceRoot));
}

/**
 * Reads `.claude/agents` of the workspace and of the user, and the `agents` of plugins; of two with one name the first
 * in this order counts, as for Claude Code. Files that are no definitions (no front matter, more than 64 KB) are passed
 * over. Never throws for what is there.
 */
export function readSubAgents(workspaceRoot: string): FoundSubAgent[] {
  const own = join(workspaceRoot, '.claude');
  const ofWorkspace = isInside(workspaceRoot, join(own, 'agents'))
    ? definedIn(join(own, 'agents'), null)
    : [];
  const plugins = claudePlugins(workspaceRoot, userFolder());
  const all = [
    ...ofWorkspace,
    ...definedIn(join(userFolder(), 'agents'), null),
    ...plugins.flatMap(({ name, folder }) => definedIn(join(folder, 'agents'), name)),
  ];
  const known = new Set<string>();
  return all.filter(({ name }) => !known.has(name) && known.add(name));
}
