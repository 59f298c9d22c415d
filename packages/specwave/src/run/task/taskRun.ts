/** One task being done in this process: what all its steps need to know. */
import type { ChosenAgent } from '../../workspace/agentOf';
import type { Usage } from '../../agents/driver';
import type { TaskName } from '../../report/events';
import type { Lease } from '../../state/lease';
import type { PlannedTask } from '../../plan/plan';
import type { RunContext } from '../../workspace/context';
import type { Isolation } from '../trees/isolation';
import type { OpenSpec } from '../../workspace/readSpec';

export interface TaskRun {
  context: RunContext;
  open: OpenSpec;
  planned: PlannedTask;
  /** Definition digest of the task as it was when this run of it began. */
  digest: string;
  agent: ChosenAgent;
  isolation: Isolation;
  lease: Lease;
  startedAt: Date;
  name: TaskName;
  /** What this process has used up for the task so far: it changes as the work goes on. */
  tally: {
    /** Of all launches of the agent; where work is taken over, with what that had cost. */
    usage: Usage;
    /** Waited for quotas, in milliseconds. */
    quotaWaitMs: number;
  };
  /** Takes secrets out of what agents and checks say. */
  redact: (text: string) => string;
  /** Names the variables whose secret values a text holds. */
  secretsIn: (text: string) => string[];
}
