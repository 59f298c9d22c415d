/** The table at the end of a spec and of a run (phase 8 of the original command). Pure: rows in, lines out. */
import type { SpecRow } from './events';
import { clip, count, formatDuration } from './format';

type Cell = { text: string; right?: boolean };

const HEADINGS: readonly Cell[] = [
  { text: 'Spec' },
  { text: 'Title' },
  { text: 'Status' },
  { text: 'Done', right: true },
  { text: 'Remaining', right: true },
  { text: 'Time', right: true },
];

function cells(row: SpecRow): Cell[] {
  return [
    { text: clip(row.spec, 40) },
    { text: clip(row.title, 44) },
    { text: row.status },
    { text: `${row.done}/${row.total}`, right: true },
    { text: String(row.remaining.length), right: true },
    { text: row.elapsedMs === null ? '-' : formatDuration(row.elapsedMs), right: true },
  ];
}

function table(rows: readonly (readonly Cell[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
  return rows.map((row) =>
    row
      .map(({ text, right }, column) =>
        right ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function totals(rows: readonly SpecRow[]): string {
  const done = rows.reduce((sum, row) => sum + row.done, 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const statuses = (['completed', 'partial', 'in_progress', 'pending'] as const)
    .map((status) => ({ status, specs: rows.filter((row) => row.status === status).length }))
    .filter(({ specs }) => specs > 0)
    .map(({ status, specs }) => `${specs} ${status}`);
  return `Total: ${count(rows.length, 'spec')} (${statuses.join(', ')}), ${done} of ${count(total, 'task')} done`;
}

function remaining(rows: readonly SpecRow[]): string[] {
  const lines = rows.flatMap((row) =>
    row.remaining.map(({ id, title, outcome, message, next }) => {
      const why = outcome === null ? '' : ` — ${outcome}${message === null ? '' : `: ${firstLine(message)}`}`;
      const then = next === null ? '' : `\n      next: ${firstLine(next)}`;
      return `  ${row.spec}:${id}  ${clip(title, 60)}${why}${then}`;
    }),
  );
  return lines.length === 0 ? [] : ['', `Remaining ${count(lines.length, 'task')}:`, ...lines];
}

/** All of it is in the ledger, and was on the screen when it happened. */
function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return more.length === 0 ? clip(first, 200) : `${clip(first, 200)} …`;
}

/** Commands that carry on from here, as somebody would type them. */
function whatNext(rows: readonly SpecRow[]): string[] {
  const unfinished = rows.filter((row) => row.status !== 'completed').map((row) => row.spec);
  if (unfinished.length === 0)
    return ['', 'Next: look at what was built (git log, git diff), and commit what is not committed yet.'];
  const command =
    unfinished.length === 1
      ? `npx nx implement ${unfinished[0]}`
      : `npx nx run-many -t implement -p ${unfinished.join(',')}`;
  return ['', `Next: ${command}   (goes on with what is left; finished tasks are not run again)`];
}

/** The lines of the summary: table, totals, what remains by name, and what to run next. */
export function summaryLines(rows: readonly SpecRow[]): string[] {
  if (rows.length === 0) return [];
  return [...table([HEADINGS, ...rows.map(cells)]), totals(rows), ...remaining(rows), ...whatNext(rows)];
}
