/** Where a JSON text stops being JSON. V8's messages seldom say. */
import type { Position } from '../config/problem';

/** The place of the first character that no JSON text could have there; of the end where the text breaks off. */
export function jsonErrorAt(text: string): Position {
  // Beginnings of valid JSON stay beginnings when they are cut, so the longest one is found by halving.
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const offset = good;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset };
}

/** Whether some JSON text begins with `start`: it is whole, or what is wrong with it is that it ends. */
function canGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const message = error instanceof Object && 'message' in error ? String(error.message) : '';
    const position = /at position (\d+)/.exec(message)?.[1];
    if (position !== undefined) return Number(position) >= start.length;
    return message.startsWith('Unexpected end');
  }
}
