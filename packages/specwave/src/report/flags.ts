/** Words for what checks say of work that landed all the same. Pure. */
import type { createColors } from 'picocolors';
import { clip, count } from './format';
import type { FlaggedTask, FlagRow } from './rows';

type Colors = ReturnType<typeof createColors>;

const LONGEST = 300;
/** Nobody reads more. */
const MOST_LINES = 20;

/** `stub: ... (src/a.ts:3)`. */
export function flagWords({ check, message, path, line }: FlagRow): string {
  const where = path === null ? '' : ` (${clip(path, LONGEST)}${line === null ? '' : `:${line}`})`;
  return `${check}: ${clip(message, LONGEST)}${where}`;
}

/** Below the line that says that a task has landed. */
export function landedFlagLines(flags: readonly FlagRow[], colors: Colors): string[] {
  return flags.map((flag) => `  ${colors.yellow('!')} ${flagWords(flag)}`);
}

/** A line each; which task it is of stands before it. */
export function flagLines(spec: string, flagged: readonly FlaggedTask[]): string[] {
  return flagged.flatMap(({ id, flags }) => flags.map((flag) => `  ${spec}:${id}  ${flagWords(flag)}`));
}

/** Empty where nothing is flagged. */
export function flagSection(specs: readonly { spec: string; flagged: readonly FlaggedTask[] }[]): string[] {
  const all = specs.flatMap(({ spec, flagged }) => flagLines(spec, flagged));
  const more = all.length - MOST_LINES;
  const lines = more > 1 ? [...all.slice(0, MOST_LINES), `  and ${more} more, in execution.json`] : all;
  const tasks = specs.reduce((sum, { flagged }) => sum + flagged.length, 0);
  return lines.length === 0
    ? []
    : ['', `Landed with a flag: ${count(tasks, 'task')}, to be looked at`, ...lines];
}
