/**
 * What a failed program said, short enough for a message: where it begins to say what is wrong, and how it ends. A stack
 * trace has its cause above it, a test runner its failures above its summary: the end alone holds neither.
 */
import { stripVTControlCharacters } from 'node:util';

/** Kept from the first word of an error on, and at the end. */
const FIRST = 12;
const LAST = 15;
/** In UTF-16 code units: minified code may stand in one line. */
const LINE_LENGTH = 400;

/** Frames of runners, of Node and of installed packages; what npm says behind the output of what it ran. */
const NOISE = [
  /^\s+at .*(?:\bnode:|[\\/]node_modules[\\/]|\(<anonymous>\)$)/,
  /^\s+at (?:async )?Promise\.all \(index \d+\)$/,
  /^npm (?:error|ERR!) (?:code|errno|path|workspace|location|command|Lifecycle script|A complete log)/,
];

const BAD =
  /\berrors?\b|Error:|\bfail(?:ed|ure|ures)?\b|\bnot ok\b|^\s*(?:✖|✕|✗|×|●|FAIL\b)|\bexception\b|\btraceback\b|\bpanic\b|\bcannot find\b|\bnot found\b/i;
/** Of a passed test, of a heading, of a count that is nothing. */
const HARMLESS =
  /^\s*(?:✓|✔|√|ok\b|PASS\b|#)|\b(?:0|no) (?:errors?|fail(?:ed|ures?))\b|\bfail(?:ed|ures)?:? 0\b/i;

export interface Evidence {
  add(line: string): void;
  /** Empty where nothing was said. */
  text(): string;
}

export function evidence(): Evidence {
  /** The beginning, for as long as it is all there is. */
  const head: string[] = [];
  const first: string[] = [];
  const last: string[] = [];
  let count = 0;
  let firstAt = -1;
  let isBlank = true;

  const add = (text: string): void => {
    const whole = stripVTControlCharacters(text).trimEnd();
    if (NOISE.some((pattern) => pattern.test(whole))) return;
    // Several blank lines in a row say no more than one.
    if (whole === '' && isBlank) return;
    isBlank = whole === '';
    const line = whole.length > LINE_LENGTH ? `${whole.slice(0, LINE_LENGTH)} …` : whole;
    if (head.length < FIRST + LAST) head.push(line);
    if (firstAt === -1 && BAD.test(line) && !HARMLESS.test(line)) firstAt = count;
    if (firstAt !== -1 && first.length < FIRST) first.push(line);
    last.push(line);
    if (last.length > LAST) last.shift();
    count += 1;
  };

  const text = (): string => {
    if (count === head.length) return head.join('\n').trimEnd();
    const lastAt = count - last.length;
    // What is in both is said once.
    const early = firstAt === -1 ? [] : first.slice(0, Math.max(0, lastAt - firstAt));
    const left = lastAt - early.length;
    const gap = early.length > 0 && firstAt + early.length < lastAt ? ['[…]'] : [];
    const start = left > 0 && (early.length === 0 || firstAt > 0) ? [`[${count} lines in all]`] : [];
    return [...start, ...early, ...gap, ...last].join('\n').trimEnd();
  };
  return { add, text };
}

/** As {@link evidence}, of a text. */
export function evidenceIn(output: string): string {
  const found = evidence();
  for (const line of output.split('\n')) found.add(line);
  return found.text();
}
