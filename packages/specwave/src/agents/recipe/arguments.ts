/** Splits a command of a recipe into arguments. No shell is asked: what only a shell could do is refused. */

const TOKEN = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|([^\s'"]+)/y;

/** The arguments, or a fault in words. Quotes group as in a shell; there are no variables, operators or wildcards. */
export function splitArguments(command: string): string[] | string {
  const args: string[] = [];
  let current: string | null = null;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < command.length) {
    const match = TOKEN.exec(command);
    if (match === null) {
      return 'has a quote without its end.';
    }
    const [, single, double, bare] = match;
    if (bare !== undefined && /[;|&<>`]|\$\(/.test(bare)) {
      return `has \`${bare}\`, which only a shell understands: put the command into a \`sh run\` block.`;
    }
    const part: string | undefined = single ?? double?.replace(/\\(["\\])/g, '$1') ?? bare;
    if (part !== undefined) {
      current = (current ?? '') + part;
    } else if (current !== null) {
      args.push(current);
      current = null;
    }
  }
  return current === null ? args : [...args, current];
}
