// The table of the original format, in the order in which a task's words are looked at: the first word wins.
const WORDS: readonly [RegExp, number][] = [
  [/^(?:set ?up|setup|install\w*|configur\w*|databases?|auth\w*)$/, 0],
  [/^(?:creat(?:e|es|ing)|build\w*|implement\w*)$/, 1],
  [/^(?:add|adds|adding|enhanc\w*|features?)$/, 2],
  [/^(?:integrat\w*|connect\w*|wir(?:e|es|ing)|test(?:s|ing)?|deploy\w*)$/, 3],
];

/** The original's layer for a task that stands in none, by its words; null where none of them says. */
export function layerFromWords(title: string): number | null {
  const words =
    title
      .toLowerCase()
      .replace(/\bset up\b/g, 'setup')
      .match(/[a-z]+/g) ?? [];
  for (const word of words) {
    const found = WORDS.find(([pattern]) => pattern.test(word));
    if (found) return found[1];
  }
  return null;
}
