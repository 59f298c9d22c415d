/** Long answers go through the user's pager, on a terminal only: a pipe gets what a pipe can use. */
import { spawnSync } from 'node:child_process';
import type { Screen } from './screen';

const DEFAULT = ['less', '-FRX'];

/**
 * The pager's words: `PAGER` taken apart at blanks (no shell reads them), or `less -FRX`. Null where the text goes
 * straight out: no terminal, one that cannot move its cursor, all lines fit, or `PAGER` is empty or `cat`, which is how
 * people ask for none.
 */
export function pagerFor(screen: Screen, lines: number, environment: NodeJS.ProcessEnv): string[] | null {
  const fits = screen.rows === undefined || lines < screen.rows;
  if (screen.isTTY !== true || fits || environment['TERM'] === 'dumb') return null;
  const asked = environment['PAGER'];
  if (asked === undefined) return DEFAULT;
  const words = asked.split(/\s+/).filter(Boolean);
  return words.length === 0 || words[0] === 'cat' ? null : words;
}

/** Shows `text` in a pager, and returns once the user has closed it. False where that could not be started. */
function page(words: readonly string[], text: string, environment: NodeJS.ProcessEnv): boolean {
  const [program = '', ...args] = words;
  // An interrupt is the pager's to answer: without a listener it would end this process and leave the pager alone.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    const { pid } = spawnSync(program, args, {
      input: text,
      stdio: ['pipe', 'inherit', 'inherit'],
      // For `PAGER=less`: colours as colours, and no pager for what fits the screen (what git does).
      env: { LESS: 'FRX', ...environment },
    });
    return pid > 0;
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** Writes the lines to the screen, through a pager where they are long. */
export function writePaged(screen: Screen, lines: readonly string[], environment: NodeJS.ProcessEnv): void {
  const text = `${lines.join('\n')}\n`;
  const pager = pagerFor(screen, lines.length, environment);
  if (pager === null || !page(pager, text, environment)) screen.write(text);
}
