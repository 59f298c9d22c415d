/** Text of others within Markdown: it cannot end the fence or the code span that it stands in. Pure. */

/** In a fence longer than any row of backticks inside. */
export function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRow(text) + 1));
  return `${fence}markdown\n${text}\n${fence}`;
}

/** One line in a code span longer than any row of backticks inside. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const row = longestRow(line);
  const ticks = '`'.repeat(row + 1);
  return row === 0 ? `${ticks}${line}${ticks}` : `${ticks} ${line} ${ticks}`;
}

function longestRow(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, row) => Math.max(longest, row.length), 0);
}
