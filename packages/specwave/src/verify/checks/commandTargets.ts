/** What command lines run that stands in the workspace: files that they name, and targets of scripts and of make. */

/** Words of a shell's command line, as far as that matters for paths: quotes are taken off. */
export function wordsOf(command: string): string[] {
  return command
    .split(/[\s;&|()<>]+/)
    .map((word) => word.replace(/^["'`]+|["'`,]+$/g, '').replace(/^\.\//, ''))
    .filter((word) => word !== '');
}

/** Files of the workspace that the commands name. */
export function filesRun(commands: readonly string[], isThere: (path: string) => boolean): string[] {
  const named = commands.flatMap(wordsOf).flatMap((word) => {
    const path = word.replace(/^--?[\w-]+=/, '');
    return /^[\w@.+-]+(?:\/[\w@.+-]+)*$/.test(path) && /[/.]/.test(path) && isThere(path) ? [path] : [];
  });
  return [...new Set(named)];
}

const MANAGERS = /^(?:npm|pnpm|yarn|bun|deno|composer|nx|turbo|lerna|npx|pnpx|bunx|rush)$/;
const RUNS = /^(?:run|run-script|task|run-many|affected|exec)$/;

/**
 * Names that may be scripts of a manifest, targets of Nx or of make, as the commands ask for them: `test` of `npm test`,
 * `npm run test`, `nx test lib`, `nx run lib:test`, `nx run-many -t test`, `make test`.
 */
export function targetsRun(commands: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const command of commands) {
    // Each part of a line by itself: `npm run lint && make test`.
    for (const part of command.split(/&&|\|\||[;|\n]/)) {
      const words = wordsOf(part).filter((word) => !/^\w+=/.test(word));
      const start = words.findIndex((word) => MANAGERS.test(word) || word === 'make' || word === 'just');
      if (start < 0) continue;
      for (const word of words.slice(start + 1)) {
        if (MANAGERS.test(word) || RUNS.test(word) || word.startsWith('-')) continue;
        for (const name of word.split(/[:,]/).concat(word)) if (/^[\w.:-]+$/.test(name)) found.add(name);
      }
      if (/^(?:make|just)$/.test(words[start] ?? '') && words.length === start + 1) found.add('');
    }
  }
  return found;
}

/** Of a command line, what is run and can never fail: `exit 0`, `true`, `echo ok`, `... || true`. */
export function isHarmless(command: string): boolean {
  const line = command.trim();
  if (line === '') return true;
  if (/(?:\|\||;)\s*(?:true|:|exit 0|echo\b[^&|;]*)\s*$/.test(line)) return true;
  return line
    .split(/&&|;/)
    .every((part) =>
      /^\s*(?:true|:|exit(?:\s+0)?|echo\b[^&|]*|printf\b[^&|]*|node -e ["']{0,2}["']{0,2})\s*$/.test(part),
    );
}
