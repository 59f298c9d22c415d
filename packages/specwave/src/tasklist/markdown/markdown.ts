import { parse, preprocess } from 'micromark';
import { subtokenize } from 'micromark-util-subtokenize';
import type { Block } from './blocks';
import { BlockReader } from './blockReader';
import { nextCut, withoutFrontMatter } from './chunks';
import { plainBlocks } from './plainLists';

// `[x]: text` is a box here.
const OPTIONS = { extensions: [{ disable: { null: ['definition'] } }] };

// A part of a document: the tokenizer's time grows with the square of its input where lists are nested.
const PART = 4096;

/** Parses a text (without a byte order mark); a list may come in several neighbouring `list` blocks. */
export function parseBlocks(text: string): Block[] {
  const readable = withoutFrontMatter(text);
  return plainBlocks(readable) ?? generalBlocks(readable);
}

/** Any Markdown. Long texts are read in parts. */
export function generalBlocks(readable: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < readable.length) {
    let end = nextCut(readable, start + PART);
    let part = read(readable, start, end);
    while (end < readable.length && !part.endsBefore(end)) {
      end = nextCut(readable, end + (end - start));
      part = read(readable, start, end);
    }
    for (const block of part.blocks) blocks.push(block);
    start = end;
  }
  return blocks;
}

function read(text: string, start: number, end: number): BlockReader {
  const events = parse(OPTIONS)
    .document()
    .write(preprocess()(text.slice(start, end), undefined, true));
  // Once opens the blocks. A second time would open the inline text, which is read by offset instead.
  subtokenize(events);
  return new BlockReader(text, start, events);
}
