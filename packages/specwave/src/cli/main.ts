#!/usr/bin/env node
/** The command `specwave`: from the shell's words to a verb, and back to an exit code. */
import type { Problem } from '../config/problem';
import { parseCommand, USAGE } from './command';
import { workspaceRootFrom } from './workspace';
import { jsonReport } from '../report/json';
import { terminalReport } from '../report/terminal';
import { checkAgents } from '../run/checkAgents';

/** Exit codes of the command (design, "Command line"). */
const EXIT = { complete: 0, left: 1, wrong: 2 } as const;

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCommand(words);
  if (!parsed.ok) return refuse(parsed.problems);
  const { name, json } = parsed.value;
  const report = json ? jsonReport(process.stdout) : terminalReport(process.stdout);
  switch (name) {
    case 'help':
      report({ type: 'help', text: USAGE });
      return EXIT.complete;
    case 'agents': {
      const usable = await checkAgents(workspaceRootFrom(process.cwd()), report);
      if (!usable.ok) return refuse(usable.problems);
      return usable.value ? EXIT.complete : EXIT.left;
    }
  }
}

function refuse(problems: readonly Problem[]): number {
  const report = terminalReport(process.stderr);
  for (const problem of problems) report({ type: 'problem', problem });
  return EXIT.wrong;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
