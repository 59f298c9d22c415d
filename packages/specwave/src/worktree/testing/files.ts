/** For tests: small random trees. */
import * as fc from 'fast-check';
import type { Content, Files } from './repository';

const line = fc.constantFrom('a', 'b', 'c', '}', '', 'long line', 'x\r');
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''));

const content: fc.Arbitrary<Content> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: text.map((executable) => ({ executable })) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'no/where', 'nowhere').map((link) => ({ link })) },
);

const NAMES = ['a', 'b', 'a b', 'ü', '[a]', '-x', 'd', 'd/a', 'd/e', 'd/e/f', 'g/h'];

/** At most one of a file and what lies below it. */
export const anyFiles: fc.Arbitrary<Files> = fc
  .dictionary(fc.constantFrom(...NAMES), content, { maxKeys: 6, noNullPrototype: true })
  .map((files) =>
    Object.fromEntries(
      Object.entries(files).filter(
        ([name]) => !Object.keys(files).some((other) => name.startsWith(`${other}/`)),
      ),
    ),
  );
