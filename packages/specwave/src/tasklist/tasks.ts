import type { Problem } from '../config/problem';
import { aliasesOf } from './references/aliases';
import { bodyText, cutOut } from './body';
import { stateOf } from './boxes';
import type { Draft } from './collect';
import { checkInProse, readChecks, type CheckText } from './references/checks';
import { readBody, startsWithCheck, type BodyText, type FieldName } from './fields';
import { readHead, type Head } from './head';
import { normaliseRef } from './references/ids';
import type { Layered } from './layers';
import type { Block } from './markdown/blocks';
import { saysDone } from './doneWords';
import type { DependencyRef, ReadingRules, Task, TaskState } from './model';
import { nameTasks } from './naming';
import { isAllDone } from './work';
import { asMeant, pathsInField, pathsInProse } from './references/files';
import { asPath, pathInFence } from './references/paths';
import { readExpects } from './references/expects';
import { readReferences } from './references/refs';
import type { Source } from './markdown/source';

/** Makes tasks of drafts: names them, reads their words, fields and files, and resolves who inherits what. */
export function makeTasks(
  source: Source,
  drafts: readonly Draft[],
  heads: readonly Head[],
  layered: Layered,
  completedInLedger: ReadonlySet<string>,
  { optional: optionals }: Pick<ReadingRules, 'optional'>,
): { tasks: Task[]; problems: Problem[] } {
  const named = nameTasks(source, heads);
  const problems = [...named.problems];
  const referred = new Set<string>();
  const aliases = aliasesOf(heads.map((head, index) => ({ id: named.ids[index] ?? '', title: head.title })));
  const known = new Set([...named.ids.map(normaliseRef), ...aliases.flat()]);
  const isKnown = (ref: string): boolean => known.has(normaliseRef(ref));
  const byDraft = new Map<Draft, Task>();
  const tasks = drafts.map((draft, index): Task => {
    const head = heads[index] ?? readHeadOf(source, draft);
    const id = named.ids[index] ?? '';
    const parent = draft.parent ? (byDraft.get(draft.parent) ?? null) : null;
    const subTasks = new Set(draft.children.map((child) => child.start));
    const body = readBody(source.text, draft.body, tailOf(source, draft, head), subTasks);
    const checks = readChecks(source, id, checkTexts(source, draft, head, body));
    const words = source.text.slice(draft.wordsStart, draft.box ? head.end : draft.wordsEnd);
    const prose = [{ text: words, offset: draft.wordsStart }, ...body.prose];
    const expected = readExpects(source, id, valueOf(body, 'expect'), prose);
    problems.push(...checks.problems, ...expected.problems);
    const references = readReferences([...valueOf(body, 'dependencies'), ...head.dependencies], id, isKnown);
    for (const part of references.unclear) problems.push(unclear(source, part.offset, part.text, id));
    const dependencies = references.refs.map(({ text, offset }): DependencyRef => {
      referred.add(normaliseRef(text));
      return { ref: text, at: source.positionAt(offset) };
    });
    const inherits = parent && dependencies.length === 0 && !references.earlierLayers;
    const paths = pathsOf(draft.body, body, head);
    const optional = draft.box?.optional === true || parent?.optional === true;
    const state = stateOfDraft(source, draft, completedInLedger.has(id));
    const task: Task = {
      id,
      aliases: aliases[index] ?? [],
      title: head.title,
      body: bodyText(source.text, bodyRanges(draft, head)),
      within: parent ? withinOf(parent) : '',
      state: optional && state === 'open' && optionals === 'skip' ? 'left-out' : state,
      optional,
      box: draft.box ? { offset: draft.box.offset, char: draft.box.char } : null,
      layer: layered.layerOf[index] ?? null,
      section: draft.headings.at(-1)?.start ?? 0,
      strand: layered.strandOf[index] ?? null,
      parent: parent?.id ?? null,
      container: draft.children.length > 0,
      parallel: head.parallel,
      dependencies: inherits ? parent.dependencies : dependencies,
      dependsOnEarlierLayers: inherits ? parent.dependsOnEarlierLayers : references.earlierLayers,
      files: paths.files,
      // What a heading says of files holds for the boxes below it; which of them each is to change, nobody says.
      mentions:
        parent && !parent.box ? [...new Set([...paths.mentions, ...parent.mentions])] : paths.mentions,
      agent: wordOf(valueOf(body, 'agent')[0]?.text) ?? head.agent ?? parent?.agent ?? null,
      complexity: wordOf(valueOf(body, 'complexity')[0]?.text),
      verify: checks.commands,
      expects: expected.expects,
      at: source.positionAt(draft.start),
      endOffset: draft.end,
    };
    byDraft.set(draft, task);
    return task;
  });
  // Two tasks of one name matter only where somebody means one of them.
  for (const { problem, rawId } of named.duplicates) {
    problems.push({ ...problem, severity: referred.has(normaliseRef(rawId)) ? 'error' : 'warning' });
  }
  // A heading over sub-tasks has neither box nor ledger entry of its own: it is done when they are.
  for (const draft of drafts.toReversed()) {
    const task = byDraft.get(draft);
    if (!task || draft.box || draft.children.length === 0) continue;
    const states = draft.children.map((child) => byDraft.get(child)?.state);
    if (isAllDone(states)) task.state = 'done';
  }
  return { tasks, problems };
}

function withinOf({ within, title, body }: Task): string {
  return [within, title, body.trim()].filter((part) => part !== '').join('\n\n');
}

function stateOfDraft(source: Source, draft: Draft, isCompleted: boolean): TaskState {
  if (draft.box) return stateOf(draft.box.char);
  const heading = source.text.slice(draft.wordsStart, draft.wordsEnd);
  const status = draft.body.filter((block) => block.kind === 'paragraph' || block.kind === 'list');
  const below = status
    .slice(0, 2)
    .map((block) => source.text.slice(block.start, Math.min(block.end, block.start + 2000)));
  return isCompleted || saysDone(heading, below.join('\n')) ? 'done' : 'open';
}

export function readHeadOf(source: Source, draft: Draft): Head {
  return readHead(source.text, draft.wordsStart, draft.wordsEnd);
}

function valueOf(body: BodyText, name: FieldName): BodyText['prose'] {
  return body.fields.filter((field) => field.name === name).flatMap((field) => field.parts);
}

/** Fields that stand in the words' own paragraph. */
function tailOf(source: Source, draft: Draft, head: Head): { text: string; offset: number } | null {
  if (!draft.box || head.end >= draft.wordsEnd) return null;
  return { text: source.text.slice(head.end, draft.wordsEnd), offset: head.end };
}

function bodyRanges(draft: Draft, head: Head): { start: number; end: number }[] {
  const holes = draft.children.map((child) => ({ start: child.start, end: child.end }));
  const fences = draft.body.filter((block) => block.kind === 'code' && block.start >= ownEnd(draft));
  const own = cutOut({ start: draft.box ? head.end : draft.wordsEnd, end: ownEnd(draft) }, holes);
  return [...own, ...fences];
}

/** Where the task ends without the unindented fences that follow its list. */
function ownEnd(draft: Draft): number {
  if (!draft.box) return draft.end;
  return draft.itemEnd;
}

/** All that is a check, in the order of the file. */
function checkTexts(source: Source, draft: Draft, head: Head, body: BodyText): CheckText[] {
  const words = source.text.slice(draft.wordsStart, draft.box ? head.end : draft.wordsEnd);
  // Behind the id, where the title itself says so.
  const begin = /^verify\b/i.test(head.title) ? Math.max(0, words.search(/\bverify\b/i)) : 0;
  const title = startsWithCheck(head.title)
    ? { text: words, offset: draft.wordsStart, quiet: !/^\W*veri/i.test(head.title) }
    : checkInProse(words.slice(begin), draft.wordsStart + begin);
  const prose = body.prose.map((part) => checkInProse(part.text, part.offset));
  return [title, ...prose, ...valueOf(body, 'verify')]
    .filter((part) => part !== null)
    .toSorted((a, b) => a.offset - b.offset);
}

function pathsOf(
  blocks: readonly Block[],
  body: BodyText,
  head: Head,
): { files: string[]; mentions: string[] } {
  const prose = [head.title, ...body.prose.map((part) => part.text)].map(pathsInProse);
  const fields = valueOf(body, 'files').map((part) => pathsInField(part.text));
  const files = [...prose, ...fields].flatMap((paths) => paths.files);
  const mentions = [...prose, ...fields].flatMap((paths) => paths.mentions);
  for (const part of valueOf(body, 'verify')) {
    if (part.fence !== undefined) continue;
    for (const span of part.text.matchAll(/`([^`]+)`/g)) mentions.push(asPath(span[1] ?? '') ?? '');
  }
  files.push(...fencesIn(blocks).flatMap((info) => pathInFence(info) ?? []));
  return asMeant(
    files,
    mentions.filter((path) => path !== ''),
  );
}

function fencesIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'code') return block.fenced ? [block.info] : [];
    if (block.kind === 'list') return block.items.flatMap((item) => fencesIn(item.blocks));
    return [];
  });
}

function wordOf(value: string | undefined): string | null {
  // The star of a family (`clerk:*`) is no emphasis.
  const word = value?.replace(/^[`*_@\s]+|(?<!:\*?)[`*_\s]+$|(?<=:\*)[`*_\s]+$/g, '') ?? '';
  return word === '' || /^(?:none|n\/a|-+|any)$/i.test(word) ? null : word;
}

function unclear(source: Source, offset: number, text: string, id: string): Problem {
  return {
    code: 'unclear-dependency',
    severity: 'warning',
    message: `"${text}" among the dependencies of ${id} names no task of this list; it is passed over.`,
    file: source.file,
    at: source.positionAt(offset),
    next: 'Name the task by its id or its title, or write None.',
  };
}
