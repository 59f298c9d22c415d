/** The table at the end of a spec and of a run (phase 8 of the original command). Pure: rows in, lines out. */
import { spentTogether, type Spent } from '../plan/price';
import type { RunCost, SpecRow } from './rows';
import { flagSection } from './flags';
import { clip, count, formatDuration, formatTokens, formatUsd } from './format';
import { type Cell, tableLines } from './table';

interface Column {
  heading: Cell;
  cell: (row: SpecRow) => string;
}

const COLUMNS: readonly Column[] = [
  { heading: { text: 'Spec' }, cell: (row) => clip(row.spec, 40) },
  { heading: { text: 'Title' }, cell: (row) => clip(row.title, 44) },
  { heading: { text: 'Status' }, cell: (row) => row.status },
  { heading: { text: 'Done', right: true }, cell: (row) => `${row.done}/${row.total}` },
  { heading: { text: 'Remaining', right: true }, cell: (row) => String(row.remaining.length) },
  {
    heading: { text: 'Time', right: true },
    cell: ({ elapsedMs }) => (elapsedMs === null ? '-' : formatDuration(elapsedMs)),
  },
];

const COST: Column = {
  heading: { text: 'Cost', right: true },
  cell: ({ spent }) => (spent.cost_usd === 0 ? '-' : formatUsd(spent.cost_usd)),
};

const TOKENS: Column = {
  heading: { text: 'Tokens', right: true },
  cell: ({ spent }) => tokens(spent) ?? '-',
};

/** What is free for all has no column. */
function columnsFor(rows: readonly SpecRow[]): Column[] {
  return [
    ...COLUMNS,
    ...(rows.some(({ spent }) => spent.cost_usd > 0) ? [COST] : []),
    ...(rows.some(({ spent }) => tokens(spent) !== null) ? [TOKENS] : []),
  ];
}

function tokens({ input_tokens: read, output_tokens: written }: Spent): string | null {
  return read + written === 0 ? null : `${formatTokens(read)} in, ${formatTokens(written)} out`;
}

/** A row for each spec below the headings. */
export function table(specs: readonly SpecRow[]): string[] {
  const columns = columnsFor(specs);
  const rows = [
    columns.map(({ heading }) => heading),
    ...specs.map((spec) => columns.map(({ heading, cell }): Cell => ({ ...heading, text: cell(spec) }))),
  ];
  return tableLines(rows);
}

/** All of them together, in a line. */
export function totals(rows: readonly SpecRow[]): string {
  const done = rows.reduce((sum, row) => sum + row.done, 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const statuses = (['completed', 'partial', 'in_progress', 'pending'] as const)
    .map((status) => ({ status, specs: rows.filter((row) => row.status === status).length }))
    .filter(({ specs }) => specs > 0)
    .map(({ status, specs }) => `${specs} ${status}`);
  const spent = spentTogether(rows.map((row) => row.spent));
  const used = tokens(spent);
  const paid = [
    spent.cost_usd === 0 ? '' : `, ${formatUsd(spent.cost_usd)}`,
    used === null ? '' : `, tokens: ${used}`,
  ].join('');
  return `Total: ${count(rows.length, 'spec')} (${statuses.join(', ')}), ${done} of ${count(total, 'task')} done${paid}`;
}

/** The cap is looked at before each launch: what was running when it was reached went on. */
function runLine({ spent, capUsd }: RunCost): string {
  const over = spent.cost_usd - capUsd;
  const passed =
    over > 0 ? `, ${formatUsd(over)} over: what was running when the budget was reached went on` : '';
  return `This run: ${formatUsd(spent.cost_usd)} of ${formatUsd(capUsd)}${passed}`;
}

function remaining(rows: readonly SpecRow[]): string[] {
  const lines = rows.flatMap((row) =>
    row.remaining.map(({ id, title, outcome, message, next }) => {
      const why = outcome === null ? '' : ` — ${outcome}${message === null ? '' : `: ${inShort(message)}`}`;
      const then = next === null ? '' : `\n      next: ${inShort(next)}`;
      return `  ${row.spec}:${id}  ${clip(title, 60)}${why}${then}`;
    }),
  );
  return lines.length === 0 ? [] : ['', `Warning: ${count(lines.length, 'task')} not completed`, ...lines];
}

/** Landed work that waits for a commit. */
function uncommitted(rows: readonly SpecRow[]): string[] {
  const lines = rows.flatMap(({ spec, uncommitted: why }) =>
    why === null ? [] : [`  ${spec}  ${inShort(why.reason)}\n      next: ${inShort(why.next)}`],
  );
  return lines.length === 0 ? [] : ['', `Warning: ${count(lines.length, 'spec')} not committed`, ...lines];
}

/** The first two lines: a reason often ends in a colon, before its evidence. All of it is in the ledger. */
function inShort(text: string): string {
  const [first = '', second, ...more] = text.trim().split(/\n+/);
  const lines = second === undefined ? clip(first, 200) : `${clip(first, 200)} ${clip(second, 200)}`;
  return more.length === 0 ? lines : `${lines} …`;
}

/** Commands that carry on from here, as somebody would type them. */
function nextLines(next: readonly string[]): string[] {
  const lines = next.map((step, index) => `${index === 0 ? 'Next: ' : '      '}${clip(step, 200)}`);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** The lines of the summary: table, totals, the run's budget where it has one, what is flagged, what remains by name, what is not committed, and what to run next. */
export function summaryLines(
  rows: readonly SpecRow[],
  run: RunCost | null,
  next: readonly string[],
): string[] {
  if (rows.length === 0) return [];
  return [
    ...table(rows),
    totals(rows),
    ...(run === null ? [] : [runLine(run)]),
    ...flagSection(rows),
    ...remaining(rows),
    ...uncommitted(rows),
    ...nextLines(next),
  ];
}
