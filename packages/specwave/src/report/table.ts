/** Columns as wide as their widest cell. Pure. */

export interface Cell {
  text: string;
  /** Set at the right of its column: numbers. */
  right?: boolean;
}

/** A line for each row; rows are of one length. */
export function tableLines(rows: readonly (readonly Cell[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map(({ text, right }, column) =>
        right ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
