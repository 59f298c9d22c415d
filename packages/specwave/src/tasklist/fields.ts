import type { Block, Code, Heading } from './markdown/blocks';
import { boxAt } from './boxes';
import { linesBetween } from './markdown/source';

/** The sub-bullets (or bold labels) of a task: `- Agent: x`, `**Files:** a, b`. */

export interface Part {
  text: string;
  offset: number;
  /** For what stands in a fenced block behind a check's label: the words behind the opening fence. */
  fence?: string;
}

/** `agentText` is what only the agent reads: the names of files in it are neither declared nor mentioned. */
export type FieldName = 'agent' | 'agentText' | 'complexity' | 'dependencies' | 'expect' | 'files' | 'verify';

export interface Field {
  name: FieldName;
  /** One part a line, or one for each bullet below the field. */
  parts: Part[];
}

export interface BodyText {
  fields: Field[];
  /** All other lines of the body. */
  prose: Part[];
}

const FIELD =
  /^(?:[*_]{1,3})?(files?(?:\(s\))?|files to (?:create|modify|change)|target files?|agent|assigned to|complexity|dependenc(?:y|ies)|depends(?:[ -]on)?|blocked by|verification(?: (?:steps?|commands?))?|verify(?: (?:with|by))?|checks?|tests?(?: commands?)?|expects?|(?:prompt|leverage)|(?<=_)requirements)(?:[*_]{1,3})?[ \t]*:(?:[*_]{1,3}(?=\s|$))?[ \t]*/i;
/** `**Parallel**: No`, `_Boundary: X_`: a field that nobody knows here, but the one before it has ended. */
const OTHER_FIELD = /^(?:\*\*[^*\n:]{1,40}(?:\*\*:|:\*\*)|_[A-Z][\w -]{1,30}:)/;
const CHECK_LABEL = /^(?:verification(?: (?:steps?|commands?))?|verify|checks?|tests?)\W*$/i;

/** Whether a line begins a field of checks: "Verification: ...". */
export function startsWithCheck(line: string): boolean {
  const match = FIELD.exec(line.trimStart());
  return match !== null && nameOf(match[1] ?? '') === 'verify';
}

const LABEL = /^(?:\*\*|__)[^*_:]{1,60}(?::(?:\*\*|__)|(?:\*\*|__):)/;

export function startsWithField(line: string): boolean {
  return FIELD.test(line.trimStart());
}

/**
 * Reads the fields and the other words of a body; boxes below (sub-tasks, criteria) are left out, but for those
 * behind a label of checks: they are checks, unless they start at one of `subTasks`.
 */
export function readBody(
  text: string,
  blocks: readonly Block[],
  tail: Part | null,
  subTasks: ReadonlySet<number> = new Set(),
): BodyText {
  const result: BodyText = { fields: [], prose: [] };
  const last = tail ? readLines(tail.text, tail.offset, result, null) : null;
  readBlocks({ text, subTasks, result }, blocks, null, last);
  return result;
}

interface Reading {
  text: string;
  subTasks: ReadonlySet<number>;
  result: BodyText;
}

/** Returns the field that the last block belongs to; a fence behind `last`, of the block before, is part of it. */
function readBlocks(
  reading: Reading,
  blocks: readonly Block[],
  outside: Field | null,
  before: Field | null,
): Field | null {
  const { text, subTasks, result } = reading;
  let outer = outside;
  let field = outside;
  let last = before ?? outside;
  for (const block of blocks) {
    switch (block.kind) {
      case 'paragraph':
        field = readLines(text.slice(block.start, block.end), block.start, result, outer);
        break;
      case 'heading':
        outer = CHECK_LABEL.test(block.text) ? { name: 'verify', parts: [] } : outside;
        if (outer && outer !== outside) result.fields.push(outer);
        field = outer ?? readLines(block.text, wordsStartOf(text, block), result, outer);
        break;
      case 'list': {
        // `Files:` with nothing behind it is followed by its values, one bullet each.
        let inLast: Field | null = field;
        for (const item of block.items) {
          const head = item.blocks[0];
          const box = head ? boxAt(text, head.start) : null;
          if (box && head && field?.name === 'verify' && !subTasks.has(item.start)) {
            push(field.parts, text.slice(box.textStart, head.end), box.textStart);
          } else if (!box) inLast = readBlocks(reading, item.blocks, field, null);
        }
        last = inLast;
        continue;
      }
      case 'quote':
        readBlocks(reading, block.blocks, null, null);
        break;
      case 'code':
        if (block.fenced && last?.name === 'verify') last.parts.push(codePart(text, block));
        continue;
      case 'html':
      case 'rule':
        continue;
    }
    last = field;
  }
  return last;
}

/** The lines of a fenced block, without its fences. */
function codePart(text: string, { start, end, info }: Code): Part {
  const [, ...lines] = linesBetween(text, start, end).map((line) => line.text);
  if (/^[\s>]*(?:`{3,}|~{3,})\s*$/.test(lines.at(-1) ?? '')) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const depth = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  const inner = lines.map((line) => line.slice(filled.length > 0 ? depth : 0)).join('\n');
  return { text: inner, offset: start, fence: info };
}

/** Behind the `#` of a heading that has some. */
function wordsStartOf(text: string, heading: Heading): number {
  const marks = /^#+[ \t]*/.exec(text.slice(heading.start, heading.end))?.[0] ?? '';
  return heading.start + marks.length;
}

/** Returns the field that the last line belongs to. */
function readLines(text: string, offset: number, result: BodyText, outer: Field | null): Field | null {
  let field = outer;
  for (const line of linesBetween(text, 0, text.length)) {
    const indent = line.text.length - line.text.trimStart().length;
    const words = line.text.slice(indent).replace(/^>\s?/, '');
    const match = FIELD.exec(words);
    const name = match ? nameOf(match[1] ?? '') : null;
    if (match && name) {
      field = { name, parts: [] };
      result.fields.push(field);
      const wrapped = /^[*_]{1,2}/.exec(words)?.[0];
      let value = words.slice(match[0].length);
      if (wrapped !== undefined && value.endsWith(wrapped)) value = value.slice(0, -wrapped.length);
      push(field.parts, value, offset + line.start + indent + match[0].length);
    } else {
      // Another label ends the field, whatever it is.
      if (LABEL.test(words) || OTHER_FIELD.test(words)) field = null;
      push(field ? field.parts : result.prose, words, offset + line.start + indent);
    }
  }
  return field;
}

function push(parts: Part[], text: string, offset: number): void {
  if (text.trim() !== '') parts.push({ text: text.trimEnd(), offset });
}

function nameOf(key: string): FieldName {
  const word = key.toLowerCase();
  if (/file/.test(word)) return 'files';
  if (/^(?:agent|assigned)/.test(word)) return 'agent';
  if (word === 'complexity') return 'complexity';
  if (/^expect/.test(word)) return 'expect';
  if (/^(?:prompt|leverage|requirements)/.test(word)) return 'agentText';
  return /^(?:veri|check|test)/.test(word) ? 'verify' : 'dependencies';
}
