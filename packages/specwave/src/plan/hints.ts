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

/** What plain words behind a command ask for. They change how specs are done, never which or what. */
export interface RunHints {
  strategy: 'default' | 'parallel-agents' | 'sequential';
  /** Names of domains to prefer. */
  domains: string[];
  /** Leave out the slash commands that a task expects. */
  direct: boolean;
}

export const NO_RUN_HINTS: RunHints = { strategy: 'default', domains: [], direct: false };

/** The value of `SPECWAVE_HINT` for these hints; null where they leave it as it is. */
export function hintVariable({ domains, direct }: RunHints): string | null {
  const words = [...domains, ...(direct ? ['direct'] : [])];
  return words.length === 0 ? null : words.join(' ');
}
