/** A run of a spec, and what it costs: the agents that it starts. */
import type { DrivenAgents } from './drivenAgent';
import type { Workspace } from './workspace';

/**
 * Runs `nx implement F001`, expects it to succeed with an agent started once for each of these tasks, in any order,
 * and for no other; gives its output. Fails with all that was on the screen.
 */
export async function implement(
  workspace: Workspace,
  agents: DrivenAgents,
  expected: readonly string[],
  ...args: string[]
): Promise<string> {
  return calling(agents, expected, () =>
    workspace.succeeds('implement', 'F001', '--output-style=static', ...args),
  );
}

/** As `implement`, without Nx (see `Workspace.carryOut`). */
export async function carryOut(
  workspace: Workspace,
  agents: DrivenAgents,
  expected: readonly string[],
): Promise<string> {
  return calling(agents, expected, () => workspace.carriesOut('F001'));
}

async function calling(
  agents: DrivenAgents,
  expected: readonly string[],
  run: () => Promise<string>,
): Promise<string> {
  const before = agents.started.length;
  const output = await run();
  const called = agents.started.slice(before).map(({ task }) => task);
  if (called.toSorted().join() !== expected.toSorted().join())
    throw new Error(`Agents were started for [${called.join()}], not for [${expected.join()}]:\n${output}`);
  return output;
}
