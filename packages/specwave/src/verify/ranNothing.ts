/** Whether a command that passed has run anything at all: by what the runners that people use say of it. */
import { stripVTControlCharacters } from 'node:util';

/** Nx, pnpm, Turborepo, node:test, Mocha pass where they find nothing. Jest and Vitest do only where they are told to. */
const NOTHING =
  /^\W*(?:NX\s+)?(?:No tasks were run\b|No projects matched the filters\b|No tasks were executed\b|tests 0$|0 passing\b)/;
/** Something else did: a command may run several. */
const SOMETHING =
  /\b[1-9]\d* (?:passed|passing|tests? passed)\b|^\W*(?:tests|pass) [1-9]|\bSuccessfully ran target|^ok\s+\d|\b[1-9]\d* successful\b/;

export interface RanNothing {
  add(line: string): void;
  /** In the runner's words; null where something ran, or nobody says. */
  words(): string | null;
}

export function ranNothing(): RanNothing {
  let words: string | null = null;
  let ran = false;
  return {
    add(line) {
      const plain = stripVTControlCharacters(line).slice(0, 300);
      ran ||= SOMETHING.test(plain);
      if (words === null && NOTHING.test(plain)) words = plain.replace(/^\W*(?:NX\s+)?/, '').trim();
    },
    words: () => (ran ? null : words),
  };
}
