import { boxAt, looksLikeTask, type ReadBox } from './boxes';
import type { Block, Heading, Item } from './markdown/blocks';
import type { Skipped } from './model';
import { explainsMark, noTasksAfter, noTasksBelow } from './sections';
import { linesBetween, type Source } from './markdown/source';

/** A task as found in the structure, its words not yet read. */
export interface Draft {
  box: ReadBox | null;
  start: number;
  end: number;
  /** Where it ends in its own list: unindented fences behind the list lie between this and `end`. */
  itemEnd: number;
  /** Where its words stand: behind the box to the end of the first paragraph, or the heading's line. */
  wordsStart: number;
  wordsEnd: number;
  /** Headings that it stands under, outermost first. */
  headings: Heading[];
  /** What stands below its words, without its sub-tasks. */
  body: Block[];
  parent: Draft | null;
  children: Draft[];
}

export interface Collected {
  drafts: Draft[];
  headings: Heading[];
  skipped: Skipped[];
}

/** Finds the tasks of a document, in its order, and what looks like one and is none. */
export function collectTasks(
  source: Source,
  blocks: readonly Block[],
  isTaskHeading: (text: string) => boolean,
): Collected {
  const collector = new Collector(source, isTaskHeading);
  collector.top(blocks);
  return collector.result;
}

class Collector {
  readonly result: Collected = { drafts: [], headings: [], skipped: [] };
  private stack: { heading: Heading; reason: string | null; task: Draft | null }[] = [];

  constructor(
    private readonly source: Source,
    private readonly isTaskHeading: (text: string) => boolean,
  ) {}

  top(blocks: readonly Block[]): void {
    let label: string | null = null;
    // The task that an unindented fence belongs to: its author forgot to indent it.
    let fenceOwner: Draft | null = null;
    for (const block of blocks) {
      const task = this.openTask();
      if (block.kind === 'heading') {
        this.enter(block);
        label = null;
        fenceOwner = null;
        continue;
      }
      if (block.kind === 'code' && block.fenced && fenceOwner) {
        fenceOwner.body.push(block);
        for (let at: Draft | null = fenceOwner; at; at = at.parent) at.end = block.end;
        continue;
      }
      if (task) {
        task.body.push(block);
        task.end = block.end;
      }
      fenceOwner = null;
      if (block.kind === 'list') {
        const before = this.result.drafts.length;
        this.walk([block], task, this.stack.findLast((entry) => entry.reason !== null)?.reason ?? label);
        if (this.result.drafts.length > before) fenceOwner = this.result.drafts.at(-1) ?? null;
      } else {
        label = this.labelOf(block, label);
        this.passOver(block);
      }
    }
  }

  private openTask(): Draft | null {
    return this.stack.findLast((entry) => entry.task)?.task ?? null;
  }

  private enter(heading: Heading): void {
    while ((this.stack.at(-1)?.heading.depth ?? 0) >= heading.depth) this.stack.pop();
    const parent = this.openTask();
    const reason =
      this.stack.findLast((entry) => entry.reason !== null)?.reason ?? noTasksBelow(heading.text);
    let task: Draft | null = null;
    if (reason === null && this.isTaskHeading(heading.text)) {
      task = {
        box: null,
        start: heading.start,
        end: heading.end,
        itemEnd: heading.end,
        wordsStart: heading.start,
        wordsEnd: heading.end,
        headings: this.stack.map((entry) => entry.heading),
        body: [],
        parent,
        children: [],
      };
      this.add(task);
    } else if (parent) {
      parent.body.push(heading);
      parent.end = heading.end;
    }
    this.result.headings.push(heading);
    this.stack.push({ heading, reason, task });
  }

  private add(draft: Draft): void {
    draft.parent?.children.push(draft);
    this.result.drafts.push(draft);
  }

  private walk(blocks: readonly Block[], parent: Draft | null, reason: string | null): void {
    let label = reason;
    for (const block of blocks) {
      if (block.kind === 'list') {
        for (const item of block.items) this.item(item, parent, label);
      } else {
        label = reason ?? this.labelOf(block, label);
        this.passOver(block);
      }
    }
  }

  private item(item: Item, parent: Draft | null, reason: string | null): void {
    const head = item.blocks[0];
    const isText = head?.kind === 'paragraph' || head?.kind === 'heading';
    const box = isText ? boxAt(this.source.text, head.start) : null;
    const rest = isText ? item.blocks.slice(1) : item.blocks;
    if (!isText || !box) {
      const label = isText ? noTasksAfter(this.source.text.slice(head.start, head.end)) : null;
      this.walk(rest, parent, reason ?? label);
      return;
    }
    const words = this.source.text.slice(box.textStart, head.end);
    const why =
      reason ??
      (words.trim() === '' ? 'a box without words' : explainsMark(words) ? 'explains a mark (legend)' : null);
    if (why !== null) {
      this.skip(item.start, head.end, why);
      this.walk(rest, parent, why);
      return;
    }
    const draft: Draft = {
      box,
      start: item.start,
      end: item.end,
      itemEnd: item.end,
      wordsStart: box.textStart,
      wordsEnd: head.end,
      headings: this.stack.map((entry) => entry.heading),
      body: [...rest],
      parent,
      children: [],
    };
    this.add(draft);
    this.walk(rest, draft, null);
  }

  private labelOf(block: Block, before: string | null): string | null {
    if (block.kind === 'paragraph') return noTasksAfter(this.source.text.slice(block.start, block.end));
    return block.kind === 'rule' ? null : before;
  }

  /** Tells of boxes in places that hold no tasks. */
  private passOver(block: Block): void {
    const reason = {
      code: 'in a code block',
      html: 'in HTML or a comment',
      quote: 'in a quotation',
      paragraph: 'no bullet before the box',
      heading: null,
      rule: null,
      list: null,
    }[block.kind];
    if (reason === null) return;
    for (const line of linesBetween(this.source.text, block.start, block.end)) {
      if (looksLikeTask(line.text)) this.skip(line.start, line.end, reason);
    }
  }

  private skip(start: number, end: number, reason: string): void {
    const text = (this.source.text.slice(start, end).split(/[\r\n]/)[0] ?? '').trim();
    this.result.skipped.push({ at: this.source.positionAt(start), text, reason });
  }
}
