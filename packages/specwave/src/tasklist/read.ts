import type { Problem } from '../config/problem';
import { makeDocument, readAs, type Dialect } from './dialects/dialect';
import type { ReadingRules, TaskList } from './model';
import { original } from './dialects/original';
import { makeSource } from './markdown/source';
import { specKit } from './dialects/specKit';
import { bmad } from './dialects/bmad';
import { ccSdd } from './dialects/ccSdd';
import { inOrder } from './dialects/inOrder';
import { kiro } from './dialects/kiro';
import { numbered } from './dialects/numbered';
import { openSpec } from './dialects/openSpec';
import { specWorkflow } from './dialects/specWorkflow';

/** All that a list says, in the order in which its author meant it. */
export const AS_WRITTEN: ReadingRules = { order: 'written', stories: 'sequential', optional: 'run' };

/** The first that recognises a document reads it; the last one takes all. */
const DIALECTS: readonly Dialect[] = [
  specWorkflow,
  bmad,
  ccSdd,
  kiro,
  original,
  specKit,
  openSpec,
  numbered,
  inOrder,
];

/** In UTF-16 code units; lists of people have some thousand, and reading time grows with it. */
const LARGEST = 1024 * 1024;

/**
 * Reads a task list in any dialect. Never throws, whatever the text: what is wrong is in `problems`.
 *
 * @param text the file's text, with or without byte order mark; offsets in the result count without it
 * @param file its path relative to the workspace root, for problems
 * @param rules what the settings say of order and of optional tasks
 * @param completedInLedger ids of tasks that the ledger has as completed: tasks without a box are done so
 */
export function readTaskList(
  text: string,
  file: string,
  completedInLedger: ReadonlySet<string> = new Set(),
  rules: ReadingRules = AS_WRITTEN,
): TaskList {
  const source = makeSource(text, file);
  if (text.length > LARGEST) {
    const size = (text.length / 1024 / 1024).toFixed(1);
    return unread(source.hasBom, {
      code: 'too-large',
      severity: 'error',
      message: `The task list has ${size} MB; up to 1 MB is read.`,
      file,
      next: 'Split the spec into several, each with a task list of its own.',
    });
  }
  const document = makeDocument(source);
  const dialect = DIALECTS.find((candidate) => candidate.recognises(document)) ?? inOrder;
  const list = readAs(dialect, document, completedInLedger, rules);
  if (list.tasks.length === 0) list.problems.push(noTasks(file, list.skipped.length));
  return list;
}

function noTasks(file: string, skipped: number): Problem {
  const passedOver = skipped > 0 ? ` (${skipped} boxes were passed over, because of where they stand)` : '';
  return {
    code: 'no-tasks',
    severity: 'error',
    message: `No tasks were found${passedOver}. A task is a line like "- [ ] T001 Create the store in \`src/store.ts\`".`,
    file,
    next: 'Add a task, or delete the file if the spec has none.',
  };
}

function unread(hasBom: boolean, problem: Problem): TaskList {
  return {
    dialect: inOrder.name,
    order: 'marked',
    orderReason: inOrder.orderReason,
    title: null,
    titleId: null,
    hasBom,
    layers: [],
    tasks: [],
    skipped: [],
    problems: [problem],
  };
}
