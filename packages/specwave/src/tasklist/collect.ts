import {
  boxAt,
  boxBehindId,
  isKnownMark,
  isStruck,
  looksLikeTask,
  stateOf,
  unknownMark,
  type ReadBox,
} from './boxes';
import type { Block, Heading, Item } from './markdown/blocks';
import type { Problem } from '../config/problem';
import type { Skipped } from './model';
import { declaredIdAt } from './references/ids';
import {
  beginsWork,
  explainsMark,
  isLegend,
  noTasksAfter,
  noTasksBelow,
  tasksHaveIdsBelow,
} from './sections';
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
  /** Marks that the reader does not know. */
  problems: Problem[];
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

const BOLD_PHASE = /^(\*\*|__)(\p{L}+\s?\d+(?:\.\d+)*(?!\w)[^*\r\n]*)\1:?$/u;

interface Section {
  heading: Heading;
  /** Why boxes below are no tasks. */
  reason: string | null;
  /** Explains the list: boxes with ids end it. */
  legend: boolean;
  task: Draft | null;
}

class Collector {
  readonly result: Collected = { drafts: [], headings: [], skipped: [], problems: [] };
  private stack: Section[] = [];

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
      const heading = block.kind === 'heading' ? block : task ? null : this.boldPhase(block);
      if (heading) {
        this.enter(heading);
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
        this.walk([block], task, this.stack.at(-1)?.reason ?? label);
        if (this.result.drafts.length > before) fenceOwner = this.result.drafts.at(-1) ?? null;
      } else {
        label = this.labelOf(block, label);
        this.passOver(block);
      }
    }
  }

  /** `**Phase 1: Setup**` on a line of its own stands for a heading, below all real ones. */
  private boldPhase(block: Block): Heading | null {
    if (block.kind !== 'paragraph' || block.end - block.start > 160) return null;
    const words = BOLD_PHASE.exec(this.source.text.slice(block.start, block.end))?.[2];
    if (words === undefined || noTasksBelow(words) !== null || this.isTaskHeading(words)) return null;
    return { kind: 'heading', depth: 7, text: words, start: block.start, end: block.end };
  }

  private openTask(): Draft | null {
    return this.stack.findLast((entry) => entry.task)?.task ?? null;
  }

  private enter(heading: Heading): void {
    while ((this.stack.at(-1)?.heading.depth ?? 0) >= heading.depth) this.stack.pop();
    const parent = this.openTask();
    const outer = this.stack.at(-1) ?? null;
    const own = noTasksBelow(heading.text);
    const ends = outer?.legend === true && own === null && beginsWork(heading.text);
    const reason = ends ? null : (outer?.reason ?? own);
    const legend = reason !== null && (outer?.reason != null ? outer.legend : isLegend(heading.text));
    let task: Draft | null = null;
    if (reason === null && this.isTaskHeading(heading.text)) {
      task = {
        box: null,
        start: heading.start,
        end: heading.end,
        itemEnd: heading.end,
        wordsStart: heading.start,
        wordsEnd: heading.end,
        headings: this.headings(),
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
    this.stack.push({ heading, reason, legend, task });
  }

  /** Those that part the list: a task's own heading is none. */
  private headings(): Heading[] {
    return this.stack.flatMap((entry) => (entry.task ? [] : [entry.heading]));
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
    const behindId = isText ? boxBehindId(this.source.text, head.start) : null;
    const box = isText ? (boxAt(this.source.text, head.start) ?? behindId) : null;
    const rest = isText ? item.blocks.slice(1) : item.blocks;
    if (!isText || !box) {
      const label = isText ? noTasksAfter(this.source.text.slice(head.start, head.end)) : null;
      this.walk(rest, parent, reason ?? label);
      return;
    }
    const words = this.source.text.slice(box.textStart, head.end);
    const why =
      (reason !== null && this.endsLegend(words) ? null : reason) ??
      this.withoutId(behindId ? 'T1' : words) ??
      (stateOf(box.char) !== 'done' && isStruck(words) ? 'struck through: not to be done' : null) ??
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
      wordsStart: behindId ? head.start : box.textStart,
      wordsEnd: head.end,
      headings: this.headings(),
      body: [...rest],
      parent,
      children: [],
    };
    this.add(draft);
    if (!isKnownMark(box.char)) this.result.problems.push(unknownMark(this.source, box));
    this.walk(rest, draft, noTasksAfter(words.includes('\n') ? words : ''));
  }

  /** In a legend a box with an id is a task: the list has begun. */
  private endsLegend(words: string): boolean {
    return this.stack.at(-1)?.legend === true && declaredIdAt(words.trimStart()) !== null;
  }

  private withoutId(words: string): string | null {
    const soft = this.stack.find(({ heading }) => tasksHaveIdsBelow(heading.text));
    return soft && declaredIdAt(words.trimStart()) === null
      ? `below "${soft.heading.text}", without an id`
      : null;
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
