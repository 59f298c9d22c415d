import { collectTasks } from '../collect';
import { readLayers, type LayerRules } from '../layers';
import { parseBlocks } from '../markdown/markdown';
import type { Block } from '../markdown/blocks';
import type { TaskList } from '../model';
import type { Source } from '../markdown/source';
import { makeTasks, readHeadOf } from '../tasks';
import { readListTitle } from '../title';

/** A task list as a document, parsed once for all dialects. */
export interface TaskDocument {
  source: Source;
  blocks: Block[];
}

/** A way of writing task lists. A new one is a file like `original.ts` and a line in `read.ts`. */
export interface Dialect {
  name: string;
  /** Whether the document bears this dialect's own marks; may look at the file's path too. */
  recognises(document: TaskDocument): boolean;
  /** `completedInLedger` holds the ids of finished tasks, for those without a box. */
  read(document: TaskDocument, completedInLedger: ReadonlySet<string>): TaskList;
}

export function makeDocument(source: Source): TaskDocument {
  return { source, blocks: parseBlocks(source.text) };
}

/** What most dialects have in common and where they differ. */
export interface DialectRules {
  name: string;
  isTaskHeading: (text: string) => boolean;
  layers: LayerRules;
}

/** Reads a document of boxes (and task headings) by a dialect's rules. */
export function readByRules(
  document: TaskDocument,
  rules: DialectRules,
  completedInLedger: ReadonlySet<string>,
): TaskList {
  const { source, blocks } = document;
  const { drafts, headings, skipped } = collectTasks(source, blocks, rules.isTaskHeading);
  const heads = drafts.map((draft) => readHeadOf(source, draft));
  const layered = readLayers(source, drafts, heads, rules.layers);
  const { tasks, problems } = makeTasks(source, drafts, heads, layered, completedInLedger);
  const order = (at: { offset: number } | undefined): number => at?.offset ?? 0;
  return {
    dialect: rules.name,
    ...readListTitle(headings),
    hasBom: source.hasBom,
    layers: layered.layers,
    tasks,
    skipped: skipped.sort((a, b) => order(a.at) - order(b.at)),
    problems: [...problems, ...layered.problems].sort((a, b) => order(a.at) - order(b.at)),
  };
}
