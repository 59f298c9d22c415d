/** What agents do and say, in a few words: for the screen, the ledger and messages. */
import { isAbsolute, relative, sep } from 'node:path';

/** In UTF-16 code units: what the ledger and the next prompt keep of an agent's words. */
const MAX_SUMMARY_LENGTH = 4_000;
const MAX_PHRASE_LENGTH = 160;

/** The first line with a word in it, at most `MAX_PHRASE_LENGTH` long. */
export function inShort(text: string): string {
  const line = text.split('\n', 50).find((each) => each.trim() !== '') ?? '';
  return cut(line.trim(), MAX_PHRASE_LENGTH);
}

/** The agent's last words as its summary; null where there are none. */
export function summaryOf(text: string): string | null {
  const words = text.trim();
  return words === '' ? null : cut(words, MAX_SUMMARY_LENGTH);
}

export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)} ...` : text;
}

/** `path` as people know it: from the tree, where it lies in there. */
export function pathFrom(tree: string, path: string): string {
  const inTree = isAbsolute(path) ? relative(tree, path) : path;
  return inTree === '' || inTree === '..' || inTree.startsWith(`..${sep}`) ? path : inTree;
}
