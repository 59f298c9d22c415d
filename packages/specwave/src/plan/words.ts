/** Words of prose, for telling what a task is about. Pure. */
import { startsWithCheck, startsWithField } from '../tasklist/fields';
import type { Task } from '../tasklist/model';

/** Runs of letters and digits, in lower case: `nextjs-frontend` is two. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * A task's words outside code, agents' text aside, and without those of its checks: code of another domain, and a
 * check that happens to run `supabase`, must not route a task.
 */
export function wordsOf(task: Pick<Task, 'title' | 'body'>): string[] {
  const title = task.title.replace(
    /\b(?:and|then)\s+verify\b.*|(?<=\S\s)(?:verification|verify|checks?|tests?):\s.*/is,
    '',
  );
  return wordsIn(withoutCode(`${title}\n${withoutChecks(withoutFences(task.body))}`));
}

function withoutFences(text: string): string {
  return text.replace(/^[ \t]*(`{3,}|~{3,})[\s\S]*?^[ \t]*\1/gm, '');
}

/** In one line or wrapped over two. */
function withoutCode(text: string): string {
  return text.replace(/(`{1,2})[^`\n]*(?:\n[^`\n]+)?\1/g, ' ');
}

/** Leaves out each field of checks with what is indented below it. */
function withoutChecks(body: string): string {
  let depth = -1;
  return body
    .split('\n')
    .filter((line) => {
      const words = line.trimStart();
      const indent = line.length - words.length;
      const plain = words.replace(/^(?:[-*+]|\d+[.)])\s+/, '');
      if (startsWithCheck(plain)) depth = indent;
      else if (words !== '' && (indent < depth || (indent === depth && startsWithItem(words, plain))))
        depth = -1;
      return depth < 0;
    })
    .join('\n');
}

function startsWithItem(words: string, plain: string): boolean {
  return words !== plain || startsWithField(plain);
}
