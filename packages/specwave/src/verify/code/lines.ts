/** Which lines a text has that another has not. A line that only moved, or was indented anew, is not new. */

export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

/** The lines of `after` that `before` lacks, each as often as it is there more. Linear in time. */
export function addedLines(before: string, after: string): Line[] {
  const had = new Map<string, number>();
  if (before !== '') {
    for (const line of before.split('\n')) {
      const key = line.trim();
      had.set(key, (had.get(key) ?? 0) + 1);
    }
  }
  const added: Line[] = [];
  for (const [index, text] of after.split('\n').entries()) {
    const key = text.trim();
    if (key === '') continue;
    const left = had.get(key) ?? 0;
    if (left > 0) had.set(key, left - 1);
    else added.push({ number: index + 1, text });
  }
  return added;
}
