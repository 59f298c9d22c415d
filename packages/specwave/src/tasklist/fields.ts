import type { Block, Heading } from './markdown/markdown';
import { boxAt } from './boxes';
import { linesBetween } from './markdown/source';

/** The sub-bullets (or bold labels) of a task: `- Agent: x`, `**Files:** a, b`. */

export interface Part {
  text: string;
  offset: number;
}

export type FieldName = 'agent' | 'complexity' | 'dependencies' | 'files' | 'verify';

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
  /^(?:[*_]{1,2})?(files?(?:\(s\))?|files to (?:create|modify|change)|target files?|agent|assigned to|complexity|dependenc(?:y|ies)|depends(?:[ -]on)?|blocked by|verification(?: steps?)?|verify)(?:[*_]{1,2})?[ \t]*:(?:[*_]{1,2}(?=\s|$))?[ \t]*/i;

const LABEL = /^(?:\*\*|__)[^*_:]{1,60}(?::(?:\*\*|__)|(?:\*\*|__):)/;

export function startsWithField(line: string): boolean {
  return FIELD.test(line.trimStart());
}

/** Reads the fields and the other words of a body; boxes below (sub-tasks, criteria) are left out. */
export function readBody(text: string, blocks: readonly Block[], tail: Part | null): BodyText {
  const result: BodyText = { fields: [], prose: [] };
  if (tail) readLines(tail.text, tail.offset, result, null);
  readBlocks(text, blocks, result, null);
  return result;
}

function readBlocks(text: string, blocks: readonly Block[], result: BodyText, outer: Field | null): void {
  let field = outer;
  for (const block of blocks) {
    switch (block.kind) {
      case 'paragraph':
        field = readLines(text.slice(block.start, block.end), block.start, result, outer);
        break;
      case 'heading':
        field = readLines(block.text, wordsStartOf(text, block), result, outer);
        break;
      case 'list':
        for (const item of block.items) {
          const head = item.blocks[0];
          if (head && boxAt(text, head.start)) continue;
          // `Files:` with nothing behind it is followed by its values, one bullet each.
          readBlocks(text, item.blocks, result, field);
        }
        break;
      case 'quote':
        readBlocks(text, block.blocks, result, null);
        break;
      case 'code':
      case 'html':
      case 'rule':
        break;
    }
  }
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
      if (LABEL.test(words)) field = null;
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
  return /^veri/.test(word) ? 'verify' : 'dependencies';
}
