import type { Check } from './check';
import { isGenerated, isProse } from './kinds';
import { type LeftText, textsLeft } from './view';
import { asksForLooks } from './words';

const FEWEST = 40;

/** Most of a file's changed lines differ in white space, quotes, commas and semicolons only. */
export const reformatted: Check = {
  name: 'reformatted',
  find: (work) => {
    if (asksForLooks(work.task)) return [];
    const all = textsLeft(work).filter(
      ({ path, before }) => before !== null && !isGenerated(path) && !isProse(path),
    );
    const files = all.filter(isReformatted);
    const [first] = files;
    if (!first) return [];
    return [
      {
        message: `Most of what changed in \`${first.path}\`${files.length > 1 ? ` and ${files.length - 1} more` : ''} is how it is written, not what it says.`,
        next: 'Look at the change without white space (`git diff -w`).',
        path: first.path,
        line: null,
      },
    ];
  },
};

function isReformatted({ before, after }: LeftText): boolean {
  if (before === null) return false;
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length < FEWEST) return false;
  const exact = differing(old, now, (line) => line);
  if (exact < FEWEST || exact < old.length * 0.5) return false;
  const inSubstance = differing(old, now, (line) => line.replace(/[\s'"`,;()]/g, ''), exact * 0.1);
  // Joined and broken lines differ in both: the letters of the whole tell.
  const letters = (text: string): string => text.replace(/[\s'"`,;()]/g, '');
  return inSubstance <= exact * 0.1 || letters(before) === letters(after);
}

/** How many lines of `now` are not in `old`; not counted on where they are more than `most`. */
function differing(
  old: readonly string[],
  now: readonly string[],
  key: (line: string) => string,
  most = Infinity,
): number {
  const had = new Map<string, number>();
  for (const line of old) had.set(key(line), (had.get(key(line)) ?? 0) + 1);
  let count = 0;
  for (const line of now) {
    if (count > most) return count;
    const left = had.get(key(line)) ?? 0;
    if (left > 0) had.set(key(line), left - 1);
    else if (line.trim() !== '') count += 1;
  }
  return count;
}
