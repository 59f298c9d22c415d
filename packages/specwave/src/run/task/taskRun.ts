/** One task being done in this process: what all its steps need to know. Nothing of it changes as the work goes on. */
import { join } from 'node:path';
import type { PlannedTask } from '../../plan/plan';
import type { TaskName } from '../../report/events';
import type { Lease } from '../../state/lease';
import { markOf } from '../../state/runMark';
import type { ChosenAgent } from '../../workspace/agentOf';
import type { RunContext } from '../../workspace/context';
import type { Spec } from '../../workspace/readSpec';
import type { Isolation } from '../trees/isolation';
import { userCommands } from '../trees/userCommands';
import { openTranscript, TRANSCRIPT } from './transcript';

export interface TaskRun {
  context: RunContext;
  current: Spec;
  planned: PlannedTask;
  /** Definition digest of the task as it was when this run of it began. */
  digest: string;
  agent: ChosenAgent;
  isolation: Isolation;
  lease: Lease;
  startedAt: Date;
  name: TaskName;
  /** Takes secrets out of what agents and checks say. */
  redact: (text: string) => string;
  /** Names the variables whose secret values a text holds. */
  secretsIn: (text: string) => string[];
}

/** What all processes carry that are started for it: see `AgentJob`. */
export function markOfRun({ lease }: TaskRun): string {
  return markOf(lease.folder, lease.note.startedAt);
}

/** Runs commands of the user for the task, in this tree (absolute path). All that they say is in the transcript. */
export function commandsIn(run: TaskRun, tree: string): ReturnType<typeof userCommands> {
  const { context, current, redact, name, lease } = run;
  const { limits } = current.config;
  return async (what, commands) => {
    const transcript = openTranscript(join(lease.folder, TRANSCRIPT), redact);
    const note = transcript.add;
    const given = { context, task: name.task, tree, limits, mark: markOfRun(run), redact, note };
    try {
      return await userCommands(given)(what, commands);
    } finally {
      transcript.close();
    }
  };
}
