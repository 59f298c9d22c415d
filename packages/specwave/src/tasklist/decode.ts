import type { Position, Problem } from '../config/problem';
import { makeSource } from './markdown/source';

/**
 * The text of a task list's bytes. A byte order mark stays in the text (so that it survives writing);
 * bytes that are not UTF-8 become U+FFFD, and `invalidAt` says where the first of them stands, counted
 * as everywhere in the text without the byte order mark.
 */
export function decodeTaskList(bytes: Uint8Array): { text: string; invalidAt: Position | null } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let searched = 0;
  let byteOffset = 0;
  for (;;) {
    const index = text.indexOf('\uFFFD', searched);
    if (index === -1) return { text, invalidAt: null };
    byteOffset += Buffer.byteLength(text.slice(searched, index));
    // A U+FFFD that the author wrote is three bytes; one that stands for a bad byte is not these three.
    const written =
      bytes[byteOffset] === 0xef && bytes[byteOffset + 1] === 0xbf && bytes[byteOffset + 2] === 0xbd;
    if (!written) {
      const source = makeSource(text, '');
      return { text, invalidAt: source.positionAt(source.hasBom ? index - 1 : index) };
    }
    searched = index + 1;
    byteOffset += 3;
  }
}

/** The problem for what {@link decodeTaskList} found. */
export function invalidUtf8(file: string, at: Position): Problem {
  return {
    code: 'invalid-utf8',
    severity: 'error',
    message: 'The task list holds bytes that are not UTF-8; a box can be ticked in UTF-8 only.',
    file,
    at,
    next: 'Save the file as UTF-8.',
  };
}
