/** What a program says: cut into lines at once, and its end kept as evidence. Memory stays bounded. */
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** In UTF-16 code units. A longer line is passed on in pieces, so that a program without line ends cannot fill the memory. */
export const MAX_LINE_LENGTH = 16 * 1024;

export interface LineReader {
  push(chunk: Uint8Array): void;
  /** Passes on what stands behind the last line end. */
  end(): void;
}

/** Calls `onLine` for every line of a UTF-8 stream, without its line end (`\n` or `\r\n`). Bytes that are not UTF-8 become U+FFFD. */
export function lineReader(onLine: (line: string) => void, maxLength = MAX_LINE_LENGTH): LineReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';

  const emit = (line: string): void => onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  const take = (text: string): void => {
    // Not looked through again with every chunk: an event of an agent may be one line of megabytes.
    if (rest.length + text.length <= maxLength && !text.includes('\n')) {
      rest += text;
      return;
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      inPieces(line, maxLength).forEach(emit);
    }
    const pieces = inPieces(rest, maxLength);
    rest = pieces.pop() ?? '';
    pieces.forEach(emit);
  };

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk))),
    end: () => {
      take(decoder.end());
      if (rest !== '') {
        emit(rest);
        rest = '';
      }
    },
  };
}

function inPieces(line: string, length: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < line.length; start += length) {
    pieces.push(line.slice(start, start + length));
  }
  return pieces.length === 0 ? [''] : pieces;
}

export interface Tail {
  add(line: string): void;
  /** The last lines, without terminal control sequences and without blank lines at the end. */
  text(): string;
}

/** Keeps the last lines that fit into `limit` UTF-16 code units. */
export function tailOf(limit: number): Tail {
  const lines: string[] = [];
  let length = 0;
  return {
    add(line) {
      const kept = line.slice(-limit);
      lines.push(kept);
      length += kept.length + 1;
      while (length > limit && lines.length > 1) {
        length -= (lines.shift() ?? '').length + 1;
      }
    },
    text: () => stripVTControlCharacters(lines.join('\n')).trimEnd(),
  };
}

/** The last `count` lines of a text: evidence that fits into a message. */
export function lastLines(text: string, count: number): string {
  return text.split('\n').slice(-count).join('\n');
}
