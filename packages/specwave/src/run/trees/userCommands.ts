/** Runs commands of the user in a tree: those of `setup`, of checks, of a gate, of `install`. */
import type { AgentEvent } from '../../agents/driver';
import type { Config } from '../../config/schema';
import { withMark } from '../../processes/environment';
import { RUN_MARK } from '../../processes/process-tree';
import { type CommandsEnd, runCommands } from '../../verify/commands';
import type { RunEvent } from '../../report/events';
import type { RunContext } from '../../workspace/context';

/** What commands are for. */
export type CommandsOf = Extract<RunEvent, { type: 'commands-started' }>['what'];

interface Given {
  context: Pick<RunContext, 'workspaceRoot' | 'spec' | 'signal' | 'report'>;
  /** What they are run for, as events name it: a task, a gate. */
  task: string;
  /** Absolute: where they run. */
  tree: string;
  limits: Config['limits'];
  /** Carried by every process that they start: see `AgentJob`. */
  mark: string;
  redact: (text: string) => string;
  /** Is told each line of their output too, as it came. */
  note?: (event: AgentEvent) => void;
}

/** They are announced, and each line of their output is told. */
export function userCommands({ context, task, tree, limits, mark, redact, note }: Given) {
  const { workspaceRoot, signal, report } = context;
  const spec = context.spec.name;
  return async (what: CommandsOf, commands: readonly string[]): Promise<CommandsEnd> => {
    if (commands.length > 0) report({ type: 'commands-started', spec, task, what, commands });
    return runCommands(commands, {
      tree,
      workspaceRoot,
      limits,
      env: { [RUN_MARK]: withMark(process.env[RUN_MARK], mark) },
      signal,
      onLine: (line) => {
        const event: AgentEvent = { type: 'agent-output', stream: 'stdout', line: redact(line) };
        note?.(event);
        report({ type: 'agent', spec, task, event });
      },
    });
  };
}
