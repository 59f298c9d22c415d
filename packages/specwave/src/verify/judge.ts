/** What follows from what the checks found: what does not let a result land, what is told of it, what is only entered. Pure. */
import { checkEnding, type CheckSettings } from '../config/checkSettings';
import type { CheckName } from '../config/checks';
import type { Flag } from '../state/resultSchema';
import type { Finding } from './checks/check';

export interface Judgement {
  refused: Finding[];
  /** Flags, and what is only entered in the ledger: `quiet`. */
  flags: Flag[];
}

/** Of one check; nobody reads more. */
const TOLD_AT_MOST = 5;

export function judge(findings: readonly Finding[], settings: CheckSettings): Judgement {
  const judged: Judgement = { refused: [], flags: [] };
  for (const [check, all] of byCheck(findings)) {
    const ending = checkEnding(check, settings);
    if (ending === 'off') continue;
    const told = inShort(all);
    const refuses = (each: Finding): boolean => ending === 'refuse' && each.atMost === undefined;
    judged.refused.push(...told.filter(refuses));
    judged.flags.push(
      ...told.filter((each) => !refuses(each)).map((each) => flagOf(each, ending === 'record')),
    );
  }
  return judged;
}

function byCheck(findings: readonly Finding[]): Map<CheckName, Finding[]> {
  const found = new Map<CheckName, Finding[]>();
  for (const each of findings) found.set(each.check, [...(found.get(each.check) ?? []), each]);
  return found;
}

/** The weightiest first; how many more there are is said with the last. */
function inShort(found: readonly Finding[]): Finding[] {
  const weightiest = found.toSorted(
    (a, b) => Number(a.atMost !== undefined) - Number(b.atMost !== undefined),
  );
  const told = weightiest.slice(0, TOLD_AT_MOST);
  const more = found.length - told.length;
  const last = told.at(-1);
  if (more === 0 || !last) return told;
  return [...told.slice(0, -1), { ...last, message: `${last.message} And ${more} more of this kind.` }];
}

function flagOf({ check, message, path, line, atMost }: Finding, isQuiet: boolean): Flag {
  return {
    check,
    message,
    ...(path === null ? {} : { path }),
    ...(line === null ? {} : { line }),
    ...(atMost === undefined ? {} : { mild: true }),
    ...(isQuiet ? { quiet: true } : {}),
  };
}

/** In words that lead the next attempt to mending it. */
export function refusalOf({ check, message, next }: Finding): string {
  return `${message} ${next} (\`${check}\`)`;
}

/**
 * The flags of a stored result as these settings have them; null where they would not let it land now. `unmade`: checks
 * that were off when it was made, so that nobody knows what they would have found.
 */
export function flagsNow(
  { flags, unmade }: { flags: readonly Flag[]; unmade: readonly string[] },
  settings: CheckSettings,
): Flag[] | null {
  if (unmade.some((name) => checkEnding(name, settings) === 'refuse')) return null;
  const now = flags.map((flag) => ({ flag, ending: checkEnding(flag.check, settings) }));
  if (now.some(({ flag, ending }) => ending === 'refuse' && flag.mild !== true)) return null;
  return now.flatMap(({ flag: { quiet: _quiet, ...flag }, ending }) =>
    ending === 'off' ? [] : [ending === 'record' ? { ...flag, quiet: true as const } : flag],
  );
}
