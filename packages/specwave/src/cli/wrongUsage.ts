/** What is said of words that mean nothing here. Pure. */
import { nearest } from '../config/nearest';
import type { Problem } from '../config/problem';

export function wrongUsage(message: string, next: string): Problem {
  return { code: 'wrong-usage', severity: 'error', message, file: 'specwave', next };
}

/** `known`: what may have been meant. `expected`: what to name of it. */
export function unknownWord(
  what: string,
  word: string,
  known: readonly string[],
  expected: readonly string[],
): Problem {
  const meant = nearest(word, known);
  return wrongUsage(
    `\`${word}\` is no ${what} of specwave; expected one of ${expected.join(', ')}.`,
    meant === null ? 'Run: specwave --help' : `Did you mean \`${meant}\`?`,
  );
}
