/** How a task list was understood, for `specwave plan`: its order, what is no task in it, what is not sure. Pure. */
import type { createColors } from 'picocolors';
import { isError, type Problem } from '../config/problem';
import type { Skipped } from '../tasklist/model';
import { clip, count } from './format';
import { hang } from './wrap';

type Colors = ReturnType<typeof createColors>;

/** What the reader made of a list, beside its tasks. */
export interface Understood {
  /** `openspec`, `kiro`, ... */
  dialect: string;
  /** "in order, as OpenSpec lists are". */
  orderReason: string;
  /** Ids of the optional tasks that are passed over. */
  optional: string[];
  /** What looked like a task and is none, with the reason. */
  skipped: Skipped[];
  /** Errors and warnings of the list, of the spec and of the settings. With an error, nothing of it runs. */
  problems: Problem[];
}

const LONGEST = 400;
const MOST_NAMED = 8;
/** Of problems of one code: the first say what is meant. */
const MOST_ALIKE = 3;
const MOST_REASONS = 4;

/** The lines below a spec's head, at most `width` columns wide. `file`: the spec's, relative to the workspace root. */
export function understoodLines(spec: string, read: Understood, width: number, colors: Colors): string[] {
  const { dialect, orderReason, optional, skipped, problems } = read;
  const left =
    optional.length > MOST_NAMED ? count(optional.length, 'task') : clip(optional.join(', '), LONGEST);
  return [
    ...hang('  read as ', clip(`${dialect}: ${orderReason}`, LONGEST), width, colors.dim),
    ...passedOver(skipped).flatMap((words) => hang('  no task: ', words, width, colors.dim)),
    ...(optional.length === 0
      ? []
      : hang('  optional, not run: ', `${left} (\`optional: run\` has them run)`, width, colors.dim)),
    ...problemLines(spec, problems, width, colors),
  ];
}

/** "3 boxes below "Acceptance Criteria", from line 12". */
function passedOver(skipped: readonly Skipped[]): string[] {
  const byReason = new Map<string, Skipped[]>();
  for (const each of skipped) byReason.set(each.reason, [...(byReason.get(each.reason) ?? []), each]);
  const words = [...byReason].map(([reason, each]) => {
    const boxes = each.length === 1 ? 'a box' : `${each.length} boxes`;
    const lines = each.length === 1 ? 'line' : 'from line';
    return clip(`${boxes} ${reason}, ${lines} ${each[0]?.at.line ?? 0}`, LONGEST);
  });
  const more = words.length - MOST_REASONS;
  return more <= 1 ? words : [...words.slice(0, MOST_REASONS), `boxes for ${more} other reasons`];
}

/** Each problem with its place; of one code the first few. */
export function problemLines(
  spec: string,
  problems: readonly Problem[],
  width: number,
  colors: Colors,
): string[] {
  const shown = new Map<string, number>();
  const first = problems.filter(({ code }) => {
    shown.set(code, (shown.get(code) ?? 0) + 1);
    return (shown.get(code) ?? 0) <= MOST_ALIKE;
  });
  const lines = first.flatMap((problem) => {
    const { file, at, code, message } = problem;
    const place = [file, at?.line, at?.column].filter((part) => part !== undefined).join(':');
    const paint = isError(problem) ? colors.red : colors.yellow;
    return hang('  ! ', clip(`${place === '' ? '' : `${place} `}${code}: ${message}`, LONGEST), width, paint);
  });
  const stops = problems.some(isError) ? 'Nothing of it runs before the errors are corrected. ' : '';
  const more = problems.length - first.length;
  const rest = more > 0 ? `${more} more. ` : '';
  if (stops + rest === '') return lines;
  const ask = `To see ${more > 0 ? 'all' : 'more'}, run: npx specwave check-tasks ${spec}`;
  return [...lines, ...hang('  ! ', `${rest}${stops}${ask}`, width, colors.yellow)];
}
