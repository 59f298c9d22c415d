/** One attempt of an agent at one task, in the working tree, and the checks of what it left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, Usage } from '../agents/driver';
import { promptFor } from '../agents/prompt';
import { driverFor } from '../agents/registry';
import type { AgentSettings } from '../config/schema';
import type { Outcome } from '../ledger/schema';
import { missingFiles } from '../verify/declaredFiles';
import type { RunContext } from './context';
import type { OpenSpec } from './openSpec';
import { promptInput } from './promptInput';
import { reservedFiles } from './reserved';
import type { PlannedTask } from '../plan/plan';

export interface AttemptResult {
  /** `landed` here means: fit to land. */
  outcome: Outcome;
  message: string | null;
  next: string | null;
  usage: Usage;
  /** Files that the agent reported to have written or deleted, and those that the task declares. */
  files: string[];
}

function judge(ending: AgentEnding, tree: string, planned: PlannedTask, files: string[]): AttemptResult {
  const { usage } = ending;
  if (ending.kind !== 'done') {
    return { outcome: ending.kind, message: ending.message, next: ending.next, usage, files };
  }
  const missing = missingFiles(tree, planned.task);
  if (missing.length === 0) return { outcome: 'landed', message: ending.summary, next: null, usage, files };
  return {
    outcome: 'invalid',
    message: `The agent says that it is done, but ${missing.map((file) => `${file} does not exist`).join(', ')}.`,
    next: 'Look at what the agent did (its output is above), then run again.',
    usage,
    files,
  };
}

/** Runs one attempt. `number` counts from 1; `before` is the attempt before, which failed. */
export async function attemptTask(
  context: RunContext,
  open: OpenSpec,
  planned: PlannedTask,
  agent: { settings: AgentSettings; role: string | null },
  number: number,
  before: AttemptResult | null,
): Promise<AttemptResult> {
  const { workspaceRoot, spec, report, signal } = context;
  const { task } = planned;
  const reserved = reservedFiles(context);
  const scratch = mkdtempSync(join(tmpdir(), 'specwave-'));
  const changed = new Set<string>();
  const emit = (event: AgentEvent): void => {
    if (event.type === 'agent-file' && event.change !== 'unchanged') changed.add(event.path);
    report({ type: 'agent', spec: spec.name, task: task.id, event });
  };
  try {
    const ending = await driverFor(agent.settings).run(
      {
        tree: workspaceRoot,
        workspaceRoot,
        spec: spec.name,
        task: task.id,
        attempt: number,
        prompt: promptFor(promptInput(open, planned, reserved, before)),
        body: task.body,
        reserved,
        resultFile: join(scratch, 'result.json'),
        limits: open.config.limits,
      },
      emit,
      signal,
    );
    const declared = task.files.filter((file) => !missingFiles(workspaceRoot, { title: '', files: [file] }).length);
    return judge(ending, workspaceRoot, planned, [...new Set([...changed, ...declared])].toSorted());
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
