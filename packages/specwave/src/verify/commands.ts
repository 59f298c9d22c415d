/** Runs the commands that users set as checks: of a task, of all tasks, of a gate; and those that set up a tree. */
import { existsSync } from 'node:fs';
import type { CheckRecord } from '../state/resultSchema';
import { inWords } from '../processes/duration';
import { agentEnvironment } from '../processes/environment';
import { evidence } from '../processes/evidence';
import { type ProgramEnd, runProgram } from '../processes/process';
import { ranNothing } from './ranNothing';

export interface CommandPlace {
  /** Absolute: where the commands run. */
  tree: string;
  /** Absolute: its `node_modules/.bin` comes on the `PATH` after that of `tree`. */
  workspaceRoot: string;
  /** For each command. */
  limits: { timeoutMs: number; stallMs: number };
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv | undefined;
  signal: AbortSignal;
  /** Every line of standard output and error, as it comes. */
  onLine?: ((line: string) => void) | undefined;
}

export interface CommandsEnd {
  /** `cancelled`: by the signal. The command that ran then has neither passed nor failed, and is not in `checks`. */
  kind: 'passed' | 'failed' | 'cancelled';
  /** The commands that ran, in order; only the last can have failed. */
  checks: CheckRecord[];
  /** Commands that passed and say that they ran nothing, with the words for it. */
  idle: IdleCommand[];
}

export interface IdleCommand {
  command: string;
  words: string;
}

/**
 * Runs each command with `bash -euo pipefail` in the tree, one after another, up to the first that fails. However a
 * command ends, the processes that it started are ended with it. Never rejects for what a command does.
 *
 * @param commands text for the shell, as the user wrote it; nothing else is put into it
 */
export async function runCommands(commands: readonly string[], at: CommandPlace): Promise<CommandsEnd> {
  const checks: CheckRecord[] = [];
  const idle: IdleCommand[] = [];
  for (const command of commands) {
    const said = evidence();
    const nothing = ranNothing();
    const end = await run(command, at, (line) => {
      said.add(line);
      nothing.add(line);
    });
    const fault = faultOf(end, at, said.text());
    // Who stops us may have stopped the command too, and before we hear of it ourselves.
    if (end.kind === 'cancelled' || (fault !== null && at.signal.aborted))
      return { kind: 'cancelled', checks, idle };
    checks.push({ name: command, passed: fault === null, detail: fault });
    if (fault !== null) return { kind: 'failed', checks, idle };
    const words = nothing.words();
    if (words !== null) idle.push({ command, words });
  }
  return { kind: 'passed', checks, idle };
}

/** Never rejects: text that cannot be handed to a program is told as a program that could not be started. */
async function run(command: string, at: CommandPlace, note: (line: string) => void): Promise<ProgramEnd> {
  if (command.includes('\0'))
    return { kind: 'not-started', code: 'a NUL character in the command', message: '' };
  return runProgram({
    program: 'bash',
    // Not a file of its own: its name, another each time, would stand in the evidence.
    args: ['-euo', 'pipefail', '-c', '--', command],
    cwd: at.tree,
    env: { ...agentEnvironment(process.env, at), ...at.env },
    input: '',
    limits: at.limits,
    signal: at.signal,
    onLine: (_, line) => {
      note(line);
      at.onLine?.(line);
    },
  });
}

/** How a command failed, with what it `said` of it; null where it passed. */
function faultOf(end: ProgramEnd, { tree, limits }: CommandPlace, said: string): string | null {
  switch (end.kind) {
    case 'exited':
      return end.code === 0 ? null : withOutput(`Ended with exit code ${end.code}${meaning(end.code)}`, said);
    case 'killed':
      return withOutput(`Ended by ${end.signal}`, said);
    case 'timeout':
      return withOutput(
        `Not done after ${inWords(limits.timeoutMs)}, and ended with all its processes`,
        said,
      );
    case 'stalled':
      return withOutput(`Silent for ${inWords(limits.stallMs)}, and ended with all its processes`, said);
    case 'cancelled':
      return 'Interrupted.';
    case 'not-started':
      // The same code of the system stands for both.
      return existsSync(tree)
        ? `Did not start: \`bash\` could not be run (${end.code}).`
        : `Did not start: the folder to run it in, ${tree}, does not exist.`;
  }
}

/** See "Exit Status" in bash(1). */
function meaning(code: number): string {
  if (code === 127) return ' (command not found)';
  return code === 126 ? ' (not executable)' : '';
}

function withOutput(how: string, said: string): string {
  return said === '' ? `${how}, without a word.` : `${how}:\n${said}`;
}
