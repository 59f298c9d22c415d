import { asPath } from './paths';

const RUN_WORD = /(?:^|\b(?:run|runs|running|execute|with|via|using|command|and|then|or)\b:?|&&|;|,)\s*$/i;
const PROGRAM = /^(?:\.\/)?[a-z][\w.@/-]*$/;

/**
 * The commands in a `Verification:` value: code in backticks that stands where a command would
 * ("`npm test`", "run `npm test` and `npm run lint`"). `src/a.ts exists` and `userId` are none.
 */
export function commandsIn(value: string): string[] {
  const commands: string[] = [];
  const text = value.trim();
  for (const match of text.matchAll(/`([^`\n]+)`/g)) {
    const code = (match[1] ?? '').trim().replace(/^\$\s+/, '');
    const [program = '', ...rest] = code.split(/\s+/).filter((word) => !/^[A-Z_][A-Z0-9_]*=/.test(word));
    // A few words decide; looking at all of them for each command takes long in a long line.
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (!PROGRAM.test(program) || !RUN_WORD.test(before)) continue;
    if (rest.length > 0) {
      commands.push(code);
      continue;
    }
    // One word is a command only where it is told to run, or where nothing else is said.
    const alone = match[0].length === text.replace(/[.;]$/, '').length;
    const told = before.trim() !== '';
    if ((alone || told) && (program.startsWith('./') || asPath(program) === null)) commands.push(code);
  }
  return commands;
}
