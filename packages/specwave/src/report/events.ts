/**
 * Everything that can happen while specs are carried out, as one union. Verbs emit these; only the files beside
 * this one turn them into text.
 */
import type { Usage } from '../plan/price';
import type { AgentEvent } from '../agents/driver';
import type { Inspection } from '../agents/inspect';
import type { Position, Problem } from '../config/problem';
import type { Outcome } from '../plan/outcomes';
import type { Skipped } from '../tasklist/model';
import type { ReportAnswer } from './page/facts';
import type { PlanAnswer } from './plan';
import type { Audit, FlagRow, FlaggedTask, RunCost, SpecRow } from './rows';
import type { ImplementAnswer, SelectionAnswer } from './selection';
import type { StatusAnswer } from './status';
import type { Finding, Survey } from './survey';

export interface TaskName {
  spec: string;
  task: string;
  title: string;
}

/** A row of `specwave agents`. */
export interface AgentRow extends Inspection {
  /** As specwave.yaml names it. */
  name: string;
  driver: string;
  /** Whether it gets the tasks that no route matches. */
  isDefault: boolean;
  /** How it did its trial, where it was tried. */
  tried?: Tried;
}

/** What came of one tiny task. */
export type Tried =
  { works: true; usage: Usage } | { works: false; usage: Usage; message: string; next: string };

/** What `specwave redo` has taken back, or would. */
export interface RedoEvent {
  type: 'redo';
  spec: string;
  title: string;
  dryRun: boolean;
  /** In the order of the waves, which count from 0. `because`: the task that it builds on; null where it was asked for itself. */
  tasks: { id: string; title: string; wave: number; because: string | null; wasDone: boolean }[];
  /** How many other tasks of the spec are to be done. */
  alsoOpen: number;
  /** Where the old results are, relative to the workspace root; null where there were none. */
  aside: string | null;
}

/** What `specwave clean` has taken away, or would. */
export interface CleanedItem {
  /** `tree`: no run holds it; `kept`: a failed attempt left it; `results`: `redo` put them aside; `workspace`: all trees of one that is gone. */
  what: 'tree' | 'kept' | 'results' | 'workspace';
  /** As people write it. */
  path: string;
  bytes: number;
}

export interface CleanedEvent {
  type: 'cleaned';
  dryRun: boolean;
  items: CleanedItem[];
  bytes: number;
  /** How many trees runs hold, or have left for the next. */
  held: number;
}

/** A wave as `check-tasks` finds it. */
export interface CheckedWave {
  index: number;
  title: string;
  total: number;
  open: { id: string; title: string; at: Position }[];
  /** Of a wave with no task left whose gate has yet to pass; else null. */
  gate: 'open' | 'failed' | null;
}

/** What `check-tasks` says of one spec. */
export interface CheckedSpec {
  spec: string;
  /** '' where the spec cannot be read. */
  title: string;
  /** The task list, relative to the workspace root; the folder where the spec cannot be read. */
  file: string;
  /** Nothing is left and nothing is wrong. */
  passed: boolean;
  done: number;
  total: number;
  waves: CheckedWave[];
  /** What is said of the ticked tasks. */
  audit: Audit;
  /** Landed, with something said against it. */
  flagged: FlaggedTask[];
  problems: Problem[];
  /** What looked like a task and is none; null where nobody asked. */
  skipped: Skipped[] | null;
}

export type RunEvent =
  | { type: 'problem'; problem: Problem }
  /** Nothing was done, or answered, because of these. */
  | { type: 'refused'; problems: readonly Problem[] }
  | {
      type: 'spec-begun';
      spec: string;
      title: string;
      done: number;
      total: number;
      waves: { title: string; open: number; total: number }[];
      agents: string[];
    }
  | ({
      type: 'task-started';
      agent: string;
      role: string | null;
      attempt: number;
      attempts: number;
    } & TaskName)
  | ({ type: 'agent'; event: AgentEvent } & Pick<TaskName, 'spec' | 'task'>)
  /** `waitMs`: how long the next one waits before it starts. */
  | ({
      type: 'attempt-failed';
      attempt: number;
      attempts: number;
      message: string;
      waitMs: number;
    } & TaskName)
  /** Its agent has no quota: the task waits. Times are in milliseconds since 1970. */
  | ({ type: 'agent-paused'; agent: string; until: number; now: number } & TaskName)
  /** Another run is doing this task; `pid` is one of its processes. */
  | ({ type: 'task-waiting'; pid: number } & Pick<TaskName, 'spec' | 'task'>)
  /** A result that was there already does not land (any more): the task is done anew. */
  | ({ type: 'replay-failed'; message: string } & TaskName)
  /** The agent had ended before an earlier run was killed: its work is taken over from its tree. */
  | ({ type: 'task-resumed' } & TaskName)
  /**
   * Commands of the user, or a package manager's: to set up a tree, to check what an agent left (`again`: in
   * another tree) or a merged wave, to install what a landed result asks for.
   */
  | {
      type: 'commands-started';
      spec: string;
      task: string;
      what: 'setup' | 'verify' | 'gate' | 'again' | 'install';
      commands: readonly string[];
    }
  /** `replayed`: by a result that was there already, without an agent. */
  | ({
      type: 'task-landed';
      durationMs: number;
      files: number;
      flags: FlagRow[];
      /** Why it was right, where that is not plain. */
      remarks: string[];
      replayed: boolean;
    } & TaskName)
  /** Ended, and not landed. */
  | ({
      type: 'task-ended';
      outcome: Outcome;
      durationMs: number;
      message: string | null;
      next: string | null;
    } & TaskName)
  /** Nothing to do: another run, or the author, has ticked it. */
  | ({ type: 'task-already-done' } & TaskName)
  | {
      type: 'wave-closed';
      spec: string;
      wave: number;
      waves: number;
      title: string;
      done: number;
      total: number;
      specDone: number;
      specTotal: number;
    }
  | { type: 'gate-failed'; spec: string; wave: number; command: string; detail: string }
  /** Something that people should know and that stops nothing. */
  | { type: 'notice'; message: string; next: string | null }
  | { type: 'committed'; spec: string; commit: string; tasks: number }
  | { type: 'help'; text: string }
  | { type: 'version'; version: string }
  /** Which specs a run is about. */
  | { type: 'selection'; selection: SelectionAnswer }
  /** The Nx command that a run stands for. `args`: behind `nx`; `hint`: the value of `SPECWAVE_HINT`. */
  | { type: 'nx-command'; args: readonly string[]; hint: string | null; dryRun: boolean }
  /** The end of `specwave F001` and the like. */
  | { type: 'implemented'; answer: ImplementAnswer }
  /** Each of these agents gets one tiny task, which costs money. */
  | { type: 'agents-tried'; agents: string[] }
  | { type: 'agents-checked'; agents: AgentRow[] }
  | { type: 'tasks-checked'; specs: CheckedSpec[] }
  | { type: 'plan'; plan: PlanAnswer }
  | { type: 'status'; status: StatusAnswer }
  /** What stands in the workspace. `isNew`: specwave.yaml was written. */
  | { type: 'surveyed'; survey: Survey; isNew: boolean }
  | { type: 'examined'; findings: Finding[]; survey: Survey }
  /** `file`: where the page is, relative to the workspace root. */
  | { type: 'report-written'; file: string; answer: ReportAnswer }
  | RedoEvent
  | CleanedEvent
  /** `run`: null where it has no cap. `next`: what to do from here, commands to be read. */
  | { type: 'spec-finished'; row: SpecRow; run: RunCost | null; next: string[] }
  | { type: 'run-finished'; rows: SpecRow[]; run: RunCost | null; next: string[] };

export type Report = (event: RunEvent) => void;
