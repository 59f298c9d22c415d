/** Words of prose, for telling what a task is about. Pure. */
import type { Task } from '../tasklist/model';

/** Runs of letters and digits, in lower case: `nextjs-frontend` is two. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A task's words outside code blocks. Code of another domain must not route a task. */
export function wordsOf(task: Pick<Task, 'title' | 'body'>): string[] {
  return wordsIn(`${task.title}\n${task.body.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '')}`);
}
