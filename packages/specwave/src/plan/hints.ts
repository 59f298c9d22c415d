/** What a user asks for beside the specs: `SPECWAVE_HINT`, plain words. Pure. */

export interface Hints {
  /** All words, in lower case. Those that name a domain prefer it; the others mean nothing here. */
  words: ReadonlySet<string>;
  /** `direct`: the prompt leaves out the slash commands that a task's author expects. */
  isDirect: boolean;
}

export const NO_HINTS: Hints = { words: new Set(), isDirect: false };

/** Reads words separated by spaces or commas: `clerk, direct`, `use clerk agents`, `run domain agents directly`. */
export function readHints(text: string): Hints {
  const words = new Set(text.toLowerCase().match(/[^\s,]+/g) ?? []);
  return { words, isDirect: words.has('direct') || words.has('directly') };
}
