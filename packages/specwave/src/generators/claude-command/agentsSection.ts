/** The section for `AGENTS.md`, which agents of all makers read. It stands between markers, and what is between them is ours. */
import { fail, ok, type Result } from '../../config/problem';
import { SAFE_ARGUMENTS } from './commandFiles';

export const AGENTS_FILE = 'AGENTS.md';

const START = '<!-- specwave: start -->';
const END = '<!-- specwave: end -->';

const SECTION = `${START}

## Specs

Specs (folders with a \`tasks.md\`) are implemented by Specwave: it has agents do the tasks, checks what they did, and ticks the boxes.
Asked to implement specs, or to say what is left of them, run one of these, once, and relay what it prints:

\`\`\`sh
npx specwave WORDS
npx specwave check-tasks WORDS
\`\`\`

- \`WORDS\`: what the user named: an id (\`F001\`), a path (\`phase-0/001-auth\`), \`--phase-N\`, \`--infrastructure\`, \`--features\`, \`--all\`, or
  nothing; then hints, such as \`sequential\` or \`use clerk agents in parallel\`. Put every word between single quotes of its own. If
  there is anything in them but ${SAFE_ARGUMENTS}, run nothing and say so.
- The first one may run for hours and may cost money: run it only when asked to, and wait until it has ended.
- Exit codes: 0 complete; 1 something failed or is left; 2 wrong usage or settings; 75 stopped for quota or budget, to be run again
  later; 130 interrupted.
- Do not plan these tasks, do them yourself, or tick boxes. This is not for you where Specwave has given you a single task: then do that task.

${END}`;

/** `text` with the section as it is now: in the place of the one that is there, or at the end. Problems: `agents-markers`. */
export function withSection(text: string): Result<string> {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const section = SECTION.replaceAll('\n', eol);
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start === -1 && end === -1) {
    const before = text.trim() === '' ? '' : `${text}${text.endsWith('\n') ? '' : eol}${eol}`;
    return ok(`${before}${section}${eol}`);
  }
  if (start === -1 || end < start || text.indexOf(START, start + 1) !== -1) {
    return fail({
      code: 'agents-markers',
      severity: 'error',
      message: `\`${START}\` and \`${END}\` were expected once each, in this order.`,
      file: AGENTS_FILE,
      next: 'Take out what is left of the section with its markers, and run this again.',
    });
  }
  return ok(`${text.slice(0, start)}${section}${text.slice(end + END.length)}`);
}
