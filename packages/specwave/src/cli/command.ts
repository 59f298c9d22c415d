/** What is typed behind `specwave`, read. Pure. */
import { parseArgs } from 'node:util';
import { nearest } from '../config/nearest';
import { fail, ok, type Problem, type Result } from '../config/problem';

export interface Command {
  name: 'help' | 'agents';
  /** Answers are JSON on standard output; what is wrong goes to standard error. */
  json: boolean;
}

export const USAGE = `Usage: specwave <command> [--json]

Commands:
  agents   Lists the agents of specwave.yaml: their programs, versions, logins, and which can be used here.

Options:
  --json   Answers as JSON on standard output; what is wrong goes to standard error.
  --help   Shows this.

Exit codes: 0 complete; 1 something is left or cannot be used; 2 wrong usage.
Specs are implemented through Nx: npx nx run-many -t implement`;

const COMMANDS = ['agents'] as const;
const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

function wrongUsage(message: string, next: string): Problem {
  return { code: 'wrong-usage', severity: 'error', message, file: 'specwave', next };
}

/** Reads the words behind `specwave`. Nothing at all asks for help. */
export function parseCommand(words: readonly string[]): Result<Command> {
  const { tokens } = parseArgs({
    args: [...words],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems: Problem[] = [];
  const names: string[] = [];
  let json = false;
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') names.push(token.value);
    else if (token.kind === 'option' && token.name === 'json') json = true;
    else if (token.kind === 'option' && token.name === 'help') help = true;
    else if (token.kind === 'option') problems.push(unknown('option', token.rawName, ['--json', '--help']));
  }
  const [name, ...more] = names;
  if (help || (name === undefined && problems.length === 0)) return ok({ name: 'help', json: false });
  const known = COMMANDS.find((each) => each === name);
  if (name !== undefined && known === undefined) problems.push(unknown('command', name, COMMANDS));
  for (const each of more)
    problems.push(wrongUsage(`\`${each}\` is one word too many behind \`${name}\`.`, 'Run: specwave --help'));
  return known === undefined || problems.length > 0 ? fail(...problems) : ok({ name: known, json });
}

function unknown(what: string, word: string, known: readonly string[]): Problem {
  const meant = nearest(word, known);
  return wrongUsage(
    `\`${word}\` is no ${what} of specwave; expected one of ${known.join(', ')}.`,
    meant === null ? 'Run: specwave --help' : `Did you mean \`${meant}\`?`,
  );
}
