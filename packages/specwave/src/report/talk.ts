/** How much of what a program says the screen gets: what a person can read. All of a task's is in its transcript. */
import type { RunEvent } from './events';

/** Of each task or gate. An agent that said 150 MB put 57 MB of them on the screen. */
const LINES = 400;
const LINE_LENGTH = 500;

/** Gives each event on as it is to be shown; null where it is not. One for each screen. */
export function readableTalk(): (event: RunEvent) => RunEvent | null {
  const said = new Map<string, number>();
  return (event) => {
    if (event.type !== 'agent' || event.event.type !== 'agent-output') return event;
    const whose = `${event.spec}:${event.task}`;
    const count = (said.get(whose) ?? 0) + 1;
    said.set(whose, count);
    if (count > LINES + 1) return null;
    const { line } = event.event;
    const shown =
      count > LINES ? '… (more is not shown here; all that a task says is in its transcript)' : line;
    const isLong = shown.length > LINE_LENGTH;
    return { ...event, event: { ...event.event, line: isLong ? `${shown.slice(0, LINE_LENGTH)} …` : shown } };
  };
}
