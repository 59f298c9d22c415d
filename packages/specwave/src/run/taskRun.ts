/** One task being done in this process: what all its steps need to know. */
import type { AgentSettings } from '../config/schema';
import type { TaskName } from '../report/events';
import type { Lease } from '../ledger/lease';
import type { PlannedTask } from '../plan/plan';
import type { RunContext } from './context';
import type { Isolation } from './isolation';
import type { OpenSpec } from './openSpec';

export interface TaskRun {
  context: RunContext;
  open: OpenSpec;
  planned: PlannedTask;
  /** Definition digest of the task as it was when this run of it began. */
  digest: string;
  agent: { name: string; role: string | null; settings: AgentSettings; key: string };
  isolation: Isolation;
  lease: Lease;
  startedAt: Date;
  name: TaskName;
  /** Takes secrets out of what agents and checks say. */
  redact: (text: string) => string;
}
