/** Tasks that run at once although their words speak of an order: their author is asked. Pure. */
import type { Problem } from '../config/problem';
import type { Task } from '../tasklist/model';

interface Planned {
  task: Task;
  /** What it waits for in its wave. */
  after: readonly string[];
}

/** Words by which a task says that it comes behind another of its list. */
const BEHIND =
  /^(?:then|next|afterwards?|finally|lastly)\b[,:]?\s|\bstep\s*[2-9]\b|\bafter\s+(?:that|this|the\s+(?:above|previous|last)|task\s)|\b(?:previous|preceding)\s+(?:task|step)s?\b|\bbuild(?:s|ing)?\s+on\s+(?:that|this|the|task)\b|\bonce\s+(?:that|this|it)\s+is\b/i;

/** `order-unclear` for a wave, `title` in the list, in which tasks that wait for nothing name an order. */
export function orderMeant(tasks: readonly Planned[], title: string, file: string): Problem[] {
  const atOnce = tasks.filter(({ after }) => after.length === 0);
  const behind = atOnce.find(({ task }) => BEHIND.test(task.title));
  if (!behind || atOnce.length < 2 || behind === tasks[0]) return [];
  const { id, at } = behind.task;
  return [
    {
      code: 'order-unclear',
      severity: 'warning',
      message: `These ${atOnce.length} tasks of "${title}" run at once, but the words of ${id} speak of an order.`,
      file,
      at,
      next: `If they build on one another, write (Sequential) into the heading, or \`Dependencies: ...\` below ${id}.`,
    },
  ];
}
