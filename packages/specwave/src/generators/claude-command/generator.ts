import type { Tree } from '@nx/devkit';
import { createColors } from 'picocolors';
import { ok, type Problem, type Result } from '../../config/problem';
import { problemLines } from '../../report/terminal';
import { AGENTS_FILE, withSection } from './agentsSection';
import { COMMAND_FILES } from './commandFiles';

interface Options {
  /** Replaces files that are there and differ. */
  force?: boolean;
  /** Makes `AGENTS.md` where there is none. */
  agentsMd?: boolean;
}

function differs(file: string): Problem {
  return {
    code: 'command-exists',
    severity: 'error',
    message: 'This file is there already, and is another one than the one to be written.',
    file,
    next: 'Rename it, or have it replaced: npx nx g specwave:claude-command --force',
  };
}

function wantedFiles(tree: Tree, { force = false, agentsMd = false }: Options): Result<Map<string, string>> {
  const commands = COMMAND_FILES.map(({ path, text }) => [path, text] as const);
  const problems = commands.flatMap(([path, text]) =>
    !force && tree.exists(path) && tree.read(path, 'utf8') !== text ? [differs(path)] : [],
  );
  const agents =
    agentsMd || tree.exists(AGENTS_FILE) ? withSection(tree.read(AGENTS_FILE, 'utf8') ?? '') : ok(null);
  if (!agents.ok) problems.push(...agents.problems);
  if (!agents.ok || problems.length > 0) return { ok: false, problems };
  return ok(new Map([...commands, ...(agents.value === null ? [] : [[AGENTS_FILE, agents.value] as const])]));
}

/**
 * `nx g specwave:claude-command`: the commands `/implementation:execute` and `/implementation:check-tasks` for Claude
 * Code, and the same as a section of `AGENTS.md`, where there is one. Writes all or nothing.
 */
export default function claudeCommand(tree: Tree, options: Options): void {
  const files = wantedFiles(tree, options);
  // Nx knows no other way to be told that a generator could not do its work; it shows the message alone.
  if (!files.ok) {
    const lines = files.problems.flatMap((problem) => problemLines(problem, createColors(false)));
    throw new Error(lines.join('\n'));
  }
  for (const [path, text] of files.value) tree.write(path, text);
}
