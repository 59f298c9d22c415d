import { parse, preprocess } from 'micromark';
import { subtokenize } from 'micromark-util-subtokenize';
import type { Block } from './blocks';
import { BlockReader } from './blockReader';
import { nextCut, nextHeading, withoutFrontMatter } from './chunks';
import { plainBlocks } from './plainLists';

// `[x]: text` is a box here.
const OPTIONS = { extensions: [{ disable: { null: ['definition'] } }] };

// A part of a document: the tokenizer's time grows with the square of its input where lists are nested.
const PART = 4096;

/** Parses a text (without a byte order mark); a list may come in several neighbouring `list` blocks. */
export function parseBlocks(text: string): Block[] {
  const readable = withoutFrontMatter(text);
  const blocks: Block[] = [];
  let start = 0;
  while (start < readable.length) {
    // Whatever is plain is closed by a heading: what stands between two is read for itself.
    const end = nextHeading(readable, start + 1);
    const plain = plainBlocks(readable, start, end);
    const part = plain ? { blocks: plain, end } : generalPart(readable, start, end);
    for (const block of part.blocks) blocks.push(block);
    start = part.end;
  }
  return blocks;
}

/** Any Markdown. Long texts are read in parts. */
export function generalBlocks(readable: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < readable.length) {
    const part = generalPart(readable, start, readable.length);
    for (const block of part.blocks) blocks.push(block);
    start = part.end;
  }
  return blocks;
}

/** The blocks from `start` to `wanted` or to a place before it, or behind it where a block goes on. */
function generalPart(text: string, start: number, wanted: number): { blocks: Block[]; end: number } {
  let end = Math.min(nextCut(text, start + PART), wanted);
  let part = read(text, start, end);
  while (end < text.length && !part.endsBefore(end)) {
    end = nextCut(text, end + (end - start));
    part = read(text, start, end);
  }
  return { blocks: part.blocks, end };
}

function read(text: string, start: number, end: number): BlockReader {
  const events = parse(OPTIONS)
    .document()
    .write(preprocess()(text.slice(start, end), undefined, true));
  // Once opens the blocks. A second time would open the inline text, which is read by offset instead.
  subtokenize(events);
  return new BlockReader(text, start, events);
}
