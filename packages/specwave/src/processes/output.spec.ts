import * as fc from 'fast-check';
import { lineReader, tailOf } from './output';

function linesOf(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  chunks.forEach((chunk) => reader.push(chunk));
  reader.end();
  return lines;
}

it('reads the same lines wherever the chunks are cut, in the middle of a character too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', ' ') })),
      fc.nat(7),
      (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size + 1) {
          chunks.push(bytes.subarray(at, at + size + 1));
        }
        expect(linesOf(chunks)).toEqual(lines);
      },
    ),
  );
});

it('takes CRLF for one line end, and passes on a last line without one', () => {
  expect(linesOf([Buffer.from('a\r'), Buffer.from('\nb')])).toEqual(['a', 'b']);
});

it('keeps the last lines without terminal control sequences', () => {
  const tail = tailOf(12);
  ['dropped', '\u001b[31mred\u001b[0m', 'end', ''].forEach((line) => tail.add(line));
  expect(tail.text()).toBe('end');
});
