/**
 * What a task list says, whatever dialect it is written in. Plain data that survives JSON: the
 * plugin caches it on disk.
 */
import type { Position, Problem } from '../config/problem';

/** How the tasks of a layer follow one another when none declares a dependency. */
export type LayerOrder =
  /** All at once. */
  | 'parallel'
  /** One after another, in the order of the file: a heading that says `(Sequential)`. */
  | 'sequential'
  /** Spec Kit, cc-sdd: neighbours marked `[P]` or `(P)` at once, every other task after all that stand before it. */
  | 'marked';

/** What the author wrote: `## Layer 1`, `[L1]`, `## Phase 2`, `### Wave 0`. */
export interface Layer {
  /** Orders the layers of a list; need not start at 0 or be without gaps. */
  number: number;
  /** The heading's words, or `Layer 1` where only inline tags name it. */
  title: string;
  order: LayerOrder;
}

/** The one character between the brackets of a checkbox. */
export interface Box {
  /** Offset of that character in the text (after a BOM is taken off: see {@link TaskList.hasBom}). */
  offset: number;
  char: string;
}

export type TaskState =
  | 'open'
  /** Ticked (`x`, `X`), or without a box and completed in the ledger. */
  | 'done'
  /** `[~]` in the original format, `[-]` elsewhere; to be done all the same. */
  | 'in-progress'
  /** Optional and open, where the reader was told to pass such tasks over: neither run nor missing. */
  | 'left-out';

/** A dependency as the author wrote it, resolved later by `plan/`. */
export interface DependencyRef {
  /** The words as written: `T003`, `Task 5`, `1.1`. A range `T001-T003` has been taken apart. */
  ref: string;
  at: Position;
}

export interface Task {
  /** The target's name: `[A-Za-z0-9._-]+`, unique in its list. */
  id: string;
  /** What else the author may call it by, in lower case, without punctuation: `5`, `t5`, `task5`. */
  aliases: string[];
  /** One line: the task's words without box, id and tags. */
  title: string;
  /** Plain Markdown of all that stands below the first line(s): sub-bullets, fenced blocks; indentation taken off. */
  body: string;
  /** What it is a part of, outermost first: titles and bodies of its containers as Markdown; '' at the top. */
  within: string;
  state: TaskState;
  /** Kiro's `- [ ]*`: may be left undone. A sub-task of one is one too. */
  optional: boolean;
  /** Null for a heading task (`## Task 1: ...`), which is ticked in the ledger only. */
  box: Box | null;
  /** Number of a layer in {@link TaskList.layers}, or null in a list without layers. */
  layer: number | null;
  /** Where the nearest heading above it starts: a run of `[P]` ends with its section. */
  section: number;
  /** One of several strands of a layer that do not wait for one another; null elsewhere. */
  strand: Strand | null;
  /** Id of the task that this one is a sub-task of (a box nested below a box). */
  parent: string | null;
  /** Has sub-tasks: no target of its own, ticked when its last sub-task is. */
  container: boolean;
  /** `[P]`, `(P)`. */
  parallel: boolean;
  /** Declared dependencies. */
  dependencies: DependencyRef[];
  /** `Dependencies: All layers complete`: everything in the layers before. */
  dependsOnEarlierLayers: boolean;
  /** Files that the task is to make or change: `File:`, `Files:`, "in `src/x.ts`", "create `src/x.ts`", recipe blocks. Relative, `/`. */
  files: string[];
  /** Every path the task speaks of, {@link files} included. */
  mentions: string[];
  /** `Agent:` sub-bullet or `@agent` tag. */
  agent: string | null;
  complexity: string | null;
  /** Commands of `Verification:` / `Verify:` lines that are commands (in backticks); prose stays in the body only. */
  verify: string[];
  /** What its author says of the result: `Expect: exports load; src/app.ts uses load`. */
  expects: Expectation[];
  /** Where the task starts. */
  at: Position;
  /** Where it ends (exclusive offset). */
  endOffset: number;
}

/** One clause of an `Expect:`. Files are relative, with `/`. */
export type Expectation =
  /** `file`: null for one of those that the task declares or changes. */
  | { kind: 'exports' | 'uses'; file: string | null; name: string }
  | { kind: 'exists' | 'gone' | 'unchanged'; file: string }
  /** The task is done without a change. */
  | { kind: 'no-change' };

/** A user story of Spec Kit, where stories run side by side. */
export interface Strand {
  /** `User Story 2`. */
  number: number;
  /** Strands that its heading names as those it depends on. */
  after: number[];
}

/** What the settings say on how a list is read (reading.md, section 1). */
export interface ReadingRules {
  /**
   * `written`: as the dialect says. `groups`: groups one after another, the tasks of a group at once.
   * `dependencies`: only what tasks declare. Shared files order in each of them.
   */
  order: 'written' | 'groups' | 'dependencies';
  /** Whether Spec Kit's user stories wait for one another. */
  stories: 'sequential' | 'parallel';
  /** Whether open optional tasks are work. */
  optional: 'skip' | 'run';
}

/** What looked like a task and is none, with the reason; told on request. */
export interface Skipped {
  at: Position;
  text: string;
  reason: string;
}

export interface TaskList {
  dialect: string;
  /** Of a list without layers. */
  order: LayerOrder;
  /** How the order was understood, for people: "in order, as OpenSpec lists are". */
  orderReason: string;
  /** From `# Tasks for I012: Title`, where present. */
  title: string | null;
  /** The id in the title, where present: `I012`. */
  titleId: string | null;
  hasBom: boolean;
  /** In ascending order of `number`; empty for a list without layers. */
  layers: Layer[];
  /** In the order of the file. */
  tasks: Task[];
  skipped: Skipped[];
  problems: Problem[];
}

export type SpecKind = 'feature' | 'infrastructure' | 'application' | 'website';

/** What is known of a spec beside its task list. */
export interface SpecIdentity {
  /** The project's name. */
  name: string;
  /** `F001`, where an id is declared anywhere. */
  id: string | null;
  title: string;
  kind: SpecKind;
  phase: number | null;
  /** The spec's folder, relative to the workspace root, `/`. */
  path: string;
  /** The chosen task list, relative to the workspace root. */
  taskFile: string;
  /** Files beside the task list that define the spec (`spec.md`, `setup.md`, ...), relative to the workspace root, sorted. */
  contextFiles: string[];
  /** Ids (or folder names) of specs that this one declares to depend on, with the file that says so. */
  dependencies: { ref: string; file: string }[];
  /** Features only: whether dependencies on infrastructure were declared; if not, earlier phases' infrastructure is assumed. */
  declaresInfrastructure: boolean;
  problems: Problem[];
}
