/**
 * The answer of `specwave status`: its shape, which is also what `--json` writes, and its lines. Pure.
 * Where the table of the summary does not fit the screen, each spec is a paragraph.
 */
import type { createColors } from 'picocolors';
import type { SpecRow } from './rows';
import { flagSection } from './flags';
import { clip, count, formatDuration, formatUsd } from './format';
import { table, totals } from './summary';
import { columnsOf, hang } from './wrap';

type Colors = ReturnType<typeof createColors>;

export interface StatusSpec extends SpecRow {
  /** Its folder, relative to the workspace root. */
  path: string;
  phase: number | null;
  state: 'complete' | 'blocked' | 'to-do';
  /** By what it is blocked, or what needs it; null where there is nothing to say. */
  why: string | null;
}

/** A task that a run has taken. */
export interface TaskAtWork {
  spec: string;
  task: string;
  title: string;
  agent: string | null;
  /** Counts from 1; null where it is not known. */
  attempt: number | null;
  /** ISO 8601. */
  startedAt: string | null;
  /** Milliseconds since then. */
  forMs: number | null;
  /** Its run was killed: the next one goes on from what it left. */
  isInterrupted: boolean;
}

export interface StatusAnswer {
  specs: StatusSpec[];
  atWork: TaskAtWork[];
}

const LONGEST = 400;
/** More specs than that are not named in a command. */
const FEW = 5;

function paragraph(row: StatusSpec, width: number): string[] {
  const facts = [
    row.status,
    `${row.done} of ${count(row.total, 'task')} done`,
    ...(row.remaining.length === 0 ? [] : [`${row.remaining.length} remaining`]),
    ...(row.elapsedMs === null ? [] : [formatDuration(row.elapsedMs)]),
    ...(row.spent.cost_usd === 0 ? [] : [formatUsd(row.spent.cost_usd)]),
  ];
  return [
    ...hang(`${row.spec}  `, clip(row.title, LONGEST), width),
    ...hang('      ', facts.join(', '), width),
  ];
}

function specLines(specs: readonly StatusSpec[], width: number): string[] {
  const lines = table(specs);
  const fits = lines.every((line) => columnsOf(line) <= width);
  return fits ? lines : specs.flatMap((row) => paragraph(row, width));
}

function section(heading: string, lines: readonly string[], colors: Colors): string[] {
  return lines.length === 0 ? [] : ['', colors.bold(heading), ...lines];
}

function atWorkLines(tasks: readonly TaskAtWork[], width: number): string[] {
  return tasks.flatMap(({ spec, task, title, agent, attempt, forMs }) => {
    const facts = [
      agent === null ? '' : clip(agent, LONGEST),
      attempt === null || attempt < 2 ? '' : `attempt ${attempt}`,
      forMs === null ? '' : `for ${formatDuration(forMs)}`,
    ].filter(Boolean);
    const words = `${clip(title, LONGEST)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
    return hang(`  ${spec}:${task}  `, words, width);
  });
}

/** The last words of a long message are in the ledger; the first say what happened. */
function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return more.length === 0 ? clip(first, LONGEST) : `${clip(first, LONGEST)} …`;
}

function remainingLines(
  specs: readonly StatusSpec[],
  taken: ReadonlySet<string>,
  width: number,
  colors: Colors,
) {
  return specs.flatMap((row) =>
    row.remaining
      .filter(({ id }) => !taken.has(`${row.spec}:${id}`))
      .map(({ id, title, outcome, message, next }) => {
        const why = message === null ? '' : `: ${firstLine(message)}`;
        return [
          ...hang(`  ${row.spec}:${id}  `, clip(title, LONGEST), width),
          ...(outcome === null ? [] : hang('      ', `${outcome}${why}`, width, colors.red)),
          ...(next === null ? [] : hang('      next: ', firstLine(next), width)),
        ];
      }),
  );
}

function blockedLines(specs: readonly StatusSpec[], width: number): string[] {
  return specs
    .filter(({ state }) => state === 'blocked')
    .flatMap(({ spec, why }) => hang(`  ${spec}  `, clip(why ?? '', LONGEST), width));
}

function uncommittedLines(specs: readonly StatusSpec[], width: number, colors: Colors): string[] {
  return specs.flatMap(({ spec, uncommitted }) =>
    uncommitted === null
      ? []
      : [
          ...hang(`  ${spec}  `, firstLine(uncommitted.reason), width, colors.red),
          ...hang('      next: ', firstLine(uncommitted.next), width),
        ],
  );
}

function nextLine(specs: readonly StatusSpec[], width: number): string[] {
  const unfinished = specs.filter(({ status }) => status !== 'completed').map(({ spec }) => spec);
  if (unfinished.length === 0) return [];
  const names = unfinished.length > FEW ? [] : unfinished;
  return ['', ...hang('Next: ', ['npx specwave', ...names].join(' '), width)];
}

/** The lines of the status, at most `width` columns wide. */
export function statusLines({ specs, atWork }: StatusAnswer, width: number, colors: Colors): string[] {
  if (specs.length === 0) return ['There are no specs here.'];
  const running = atWork.filter(({ isInterrupted }) => !isInterrupted);
  const interrupted = atWork.filter(({ isInterrupted }) => isInterrupted);
  const taken = new Set(atWork.map(({ spec, task }) => `${spec}:${task}`));
  const remaining = remainingLines(specs, taken, width, colors);
  return [
    ...specLines(specs, width),
    ...hang('', totals(specs), width, colors.bold),
    ...section('In progress now:', atWorkLines(running, width), colors),
    ...section('Interrupted (the next run goes on from here):', atWorkLines(interrupted, width), colors),
    ...section('Blocked:', blockedLines(specs, width), colors),
    ...flagSection(specs).flatMap((line) => hang('', line, width)),
    ...section('Landed, and not committed:', uncommittedLines(specs, width, colors), colors),
    ...section(`Remaining ${count(remaining.length, 'task')}:`, remaining.flat(), colors),
    ...nextLine(specs, width),
  ];
}
