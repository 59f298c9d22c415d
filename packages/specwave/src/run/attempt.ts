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
import { takeBackTick } from './boxGuard';
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

const INTERRUPTED = {
  kind: 'cancelled',
  message: 'The run was interrupted; the agent was ended with all its processes.',
  next: 'Run the same command again: what was finished is kept.',
} as const;

/** What is wrong with the work of an agent that says it is done; null where nothing is. */
function fault(context: RunContext, { task }: PlannedTask): string | null {
  if (takeBackTick(context, task.id)) {
    return 'The agent ticked the box of its task itself. Only Specwave ticks, after its checks; the tick was taken back.';
  }
  const missing = missingFiles(context.workspaceRoot, task);
  if (missing.length === 0) return null;
  return `The agent says that it is done, but ${missing.map((file) => `${file} does not exist`).join(', ')}.`;
}

function judge(ending: AgentEnding, files: string[], wrong: string | null): AttemptResult {
  const { usage } = ending;
  if (ending.kind !== 'done') {
    return { outcome: ending.kind, message: ending.message, next: ending.next, usage, files };
  }
  if (wrong === null) return { outcome: 'landed', message: ending.summary, next: null, usage, files };
  const next = 'Look at what the agent did (its output is above), then run again.';
  return { outcome: 'invalid', message: wrong, next, usage, files };
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
    let ending = await driverFor(agent.settings).run(
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
    const declared = task.files.filter(
      (file) => !missingFiles(workspaceRoot, { title: '', files: [file] }).length,
    );
    // An agent that was ended together with the run may call that an error of its own.
    if (ending.kind !== 'done' && signal.aborted) ending = { ...ending, ...INTERRUPTED };
    const files = [...new Set([...changed, ...declared])].toSorted();
    return judge(ending, files, ending.kind === 'done' ? fault(context, planned) : null);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
