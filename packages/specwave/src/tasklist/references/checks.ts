/** The checks that stand in the words of a task: what is run, and what is told of because it is not. */
import type { Problem } from '../../config/problem';
import type { Source } from '../markdown/source';
import { judgeCheck } from './commands';

/** Words that are a check, and where they stand. */
export interface CheckText {
  text: string;
  offset: number;
  /** The words behind an opening fence, for what stood in one. */
  fence?: string;
  /** The task's own title ("Test: ...", "Verify that ..."): what is plainly no command in it is its subject. */
  quiet?: boolean;
}

export interface Checks {
  commands: string[];
  problems: Problem[];
}

interface NotRun {
  code: string;
  offset: number;
  why: string;
}

const CODE = /(?<!`)(`{1,3})(?!`)([\s\S]*?[^`])\1(?!`)/g;
const SHELLS = /^(?:sh|bash|shell|zsh|console|terminal|shell-session|shellscript|)$/i;
// Without backticks: a runner and what can only be said to it.
const BARE =
  /^(?:npm|npx|pnpm|yarn|bun|node|deno|nx|cargo|go|dotnet|make|pytest|python3?|bash|sh|\.\/\S+|mvn|gradle|docker|uv|poetry|bundle)\s+(?:(?:run|test|build|check|lint|exec|clippy|vet|typecheck|ci|tsc|jest|vitest|compose)\b|-|\S*[/.]\w)(?:\s+\S+){0,8}[.;]?$/i;
/** Where a sentence becomes a check: "... and verify that", "Verification:" in the middle of a line. */
const BEHIND =
  /(?:^|[\s(])(?:(?:and|then|to|&)\s+(?:then\s+)?verify\b|(?:verification|verify|checks?|tests?)\s*:(?=\s|$|\**\s))/i;
const NO_COMMAND = /not (?:as )?a command$/;
/** More than a line and its continuation is no piece of code that goes on. */
const LONGEST = 2000;
const BEGINS = /^\W*verify\b/i;

/** Reads all checks of one task; `id` is for the problems. */
export function readChecks(source: Source, id: string, texts: readonly CheckText[]): Checks {
  const commands: string[] = [];
  const passedOver: NotRun[] = [];
  for (const part of joined(texts)) {
    if (part.fence === undefined) readWords(part, commands, passedOver);
    else readFence({ ...part, fence: part.fence }, commands, passedOver);
  }
  return {
    commands: [...new Set(commands)],
    problems: grouped(passedOver).map((each) => told(source, id, each)),
  };
}

/** The part of a sentence that is a check, or null: behind "and verify" or behind a label in its midst. */
export function checkInProse(text: string, offset: number): CheckText | null {
  const match = BEHIND.exec(text);
  if (match) {
    const from = match.index + match[0].length;
    return { text: text.slice(from), offset: offset + from };
  }
  const begins = BEGINS.exec(text);
  return begins
    ? { text: text.slice(begins[0].length), offset: offset + begins[0].length, quiet: true }
    : null;
}

/** Code that is wrapped over two lines is one piece: such lines are joined, with every offset kept. */
function joined(texts: readonly CheckText[]): CheckText[] {
  const all: CheckText[] = [];
  for (const part of texts) {
    const before = all.at(-1);
    const gap = before ? part.offset - before.offset - before.text.length : -1;
    if (
      before &&
      part.fence === undefined &&
      before.fence === undefined &&
      gap >= 0 &&
      gap < 80 &&
      before.text.length < LONGEST &&
      isOpen(before.text)
    )
      all[all.length - 1] = { ...before, text: before.text + ' '.repeat(gap) + part.text };
    else all.push(part);
  }
  return all;
}

function isOpen(text: string): boolean {
  return text.replace(CODE, '').includes('`');
}

function readWords({ text, offset, quiet }: CheckText, commands: string[], passedOver: NotRun[]): void {
  let end = 0;
  const pieces = [...text.matchAll(CODE)];
  for (const [index, match] of pieces.entries()) {
    const raw = match[2] ?? '';
    const code = raw.replace(/\s{2,}/g, ' ');
    // A few words decide; looking at all of them for each piece takes long in a long line.
    const before = text.slice(Math.max(end, match.index - 60), match.index);
    end = match.index + match[0].length;
    const after = text.slice(end, Math.min(pieces[index + 1]?.index ?? end + 60, end + 60));
    const opening = index > 0 && before.trim() === '' ? ',' : before;
    const verdict = judgeCheck(code, opening, after);
    if ('run' in verdict) commands.push(verdict.run);
    else if (!quiet || !NO_COMMAND.test(verdict.why))
      passedOver.push({ code: code.trim(), offset: offset + match.index, why: verdict.why });
  }
  const rest = text.replace(CODE, (whole) => ' '.repeat(whole.length));
  const stray = rest.indexOf('`');
  if (stray >= 0) {
    const code = text.slice(stray + 1).trim();
    passedOver.push({ code, offset: offset + stray, why: 'its backtick has no partner' });
  } else if (pieces.length === 0 && BARE.test(text.replace(/^[\s*\-+]+/, '').trim())) {
    passedOver.push({ code: text.trim(), offset, why: 'it stands without backticks' });
  }
}

/** A fenced block is one check; lines that need nothing of one another are several, so that each is told by its name. */
function readFence(
  { text, offset, fence }: CheckText & { fence: string },
  commands: string[],
  passedOver: NotRun[],
): void {
  const [language = '', ...marks] = fence.trim().split(/\s+/);
  const first = text.trim().split(/\r?\n/)[0] ?? '';
  const tell = (why: string): void => void passedOver.push({ code: first, offset, why });
  if (!SHELLS.test(language)) return tell(`its block says \`${language}\`, not \`sh\` or \`bash\``);
  if (language === '') return tell('its block does not say `sh` or `bash`');
  if (marks.includes('run')) return tell('a block marked `run` is a step of the embedded agent');
  const prompts = /^\s*\$\s/m.test(text);
  const lines = text
    .split(/\r?\n/)
    // With prompts, what has none is output.
    .filter((line) => !prompts || /^\s*\$\s/.test(line))
    .map((line) => line.replace(/^\s*\$\s+/, ''))
    .filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  if (lines.length === 0) return tell('there is nothing in it');
  if (!lines.every(standsAlone)) return void commands.push(lines.join('\n').trim());
  for (const line of lines) {
    const verdict = judgeCheck(line.replace(/\s+#\s.*$/, ''), 'run ', '');
    // In a shell's block every line is the shell's, whatever it begins with.
    if ('run' in verdict || !/does not end|placeholder/.test(verdict.why)) commands.push(line.trim());
    else passedOver.push({ code: line.trim(), offset, why: verdict.why });
  }
}

function standsAlone(line: string): boolean {
  const quotes = line.replace(/\\./g, '');
  return (
    /^\S/.test(line) &&
    !/^(?:cd|export|set|unset|source|\.|if|then|else|fi|for|while|until|do|done|case|esac|function|trap|pushd|popd|alias|[{}()]|\w+=\S*$)(?:\s|$|;)/.test(
      line,
    ) &&
    !/(?:\\|\||&&|&|\{|\(|;)\s*$|<<|^\w+\(\)|^\w+=/.test(line) &&
    (quotes.split('"').length - 1) % 2 === 0 &&
    (quotes.split("'").length - 1) % 2 === 0
  );
}

/** What is passed over for one reason, side by side, is one warning. */
function grouped(passedOver: readonly NotRun[]): (NotRun & { codes: string[] })[] {
  const groups: (NotRun & { codes: string[] })[] = [];
  for (const each of passedOver) {
    const before = groups.at(-1);
    if (before?.why === each.why && each.offset - before.offset < 400) before.codes.push(each.code);
    else groups.push({ ...each, codes: [each.code] });
  }
  return groups;
}

function told(source: Source, id: string, { codes, offset, why }: NotRun & { codes: string[] }): Problem {
  const names = codes.slice(0, 5).map((code) => `\`${code.length > 80 ? `${code.slice(0, 77)}...` : code}\``);
  const more = codes.length > 5 ? ` and ${codes.length - 5} more` : '';
  return {
    code: 'check-not-run',
    severity: 'warning',
    message: `${names.join(', ')}${more} among the checks of ${id} is not run: ${why}.`,
    file: source.file,
    at: source.positionAt(offset),
    next: 'To have a check run, write its command in backticks: "Verify: run `npm test`".',
  };
}
