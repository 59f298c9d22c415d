/** What a check is, what it looks at and what it says. */
import type { CheckName } from '../../config/checks';
import type { Task } from '../../tasklist/model';

/** Pure: looks at an agent's result through the readers of its {@link Work} and at nothing else. */
export interface Check {
  name: CheckName;
  /** Empty where the check does not apply, or finds nothing. */
  find: (work: Work) => Found[];
}

/** What a check found, in words that lead the next attempt to mending it. */
export interface Found {
  /** A sentence, with the path in backticks. */
  message: string;
  /** What mends it, as an instruction. */
  next: string;
  /** Null where no single file is meant. */
  path: string | null;
  /** From 1, in the file as it is now; null where no single line is meant. */
  line: number | null;
  /** Weaker than the check's own ending: never refused for this. */
  atMost?: 'flag';
}

export interface Finding extends Found {
  check: CheckName;
}

/** One agent's result on one task. All paths are relative to the workspace root, with `/`. */
export interface Work {
  task: WorkTask;
  changed: readonly ChangedContent[];
  /** The text of a file in the agent's tree; null where there is none, or where it is binary or a folder. */
  read: (path: string) => string | null;
  /** The same in the base that the agent started from. */
  readBefore: (path: string) => string | null;
  /** Whether a file or folder is in the agent's tree. */
  exists: (path: string) => boolean;
  /** Whether it was in the base. */
  existedBefore: (path: string) => boolean;
  /** Files that other open tasks declare, with the id of such a task. */
  othersFiles: ReadonlyMap<string, string>;
  /** Command lines that decide over the result: `verify`, `gate` and the task's own checks. */
  commands: readonly string[];
  /** Files that say what is to be done and how it is checked: settings, and of the folder of a spec what defines it. */
  rules: readonly string[];
}

/** The symbols that it names are read from its words: see `symbols.ts`. */
export type WorkTask = Pick<Task, 'id' | 'title' | 'body' | 'files' | 'mentions' | 'expects'>;

export interface ChangedContent {
  path: string;
  /** Null where it was not there. `''` for what is binary. */
  before: string | null;
  /** Null where it is gone. `''` for what is binary. */
  after: string | null;
  isBinary: boolean;
  /** Of what is there now, in bytes. */
  size: number;
}
