/** Whether the files are there that a task declares. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../spec/model';

/** A task that takes something away declares files that are to be gone. */
const REMOVAL = /^(?:remove|delete|drop|retire)\b/i;

/** The declared files that do not exist in `tree` (absolute), in the task's order. */
export function missingFiles(tree: string, task: Pick<Task, 'title' | 'files'>): string[] {
  if (REMOVAL.test(task.title)) return [];
  return task.files.filter((file) => !existsSync(join(tree, file)));
}
