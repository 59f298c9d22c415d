/** The key `checks` of `specwave.yaml`: how a check ends, by the check's name. */
import { CHECK_NAMES, CHECKS, type CheckEnding, type CheckName } from './checks';
import { CHECK_WORDS } from './checkWords';
import { choice, section } from './section';

const SETTABLE = ['refuse', 'flag', 'off'] as const satisfies readonly CheckEnding[];

/** What a file sets; all others end as by default. */
export type CheckSettings = Readonly<Record<string, CheckEnding | undefined>>;

export const checkSettings = section(
  Object.fromEntries(
    CHECK_NAMES.map((name) => [
      name,
      choice(SETTABLE)
        .optional()
        .describe(`${CHECK_WORDS[name]} ${defaultWords(CHECKS[name])}`),
    ]),
  ),
  'checks by name, such as `{ dependency: refuse }`',
);

function defaultWords(ending: CheckEnding): string {
  return ending === 'record' ? 'By default only entered in the ledger.' : `By default: ${ending}.`;
}

const DEFAULTS: ReadonlyMap<string, CheckEnding> = new Map(Object.entries(CHECKS));

/** How a check ends under these settings. One that is not known (of another version) is told of, no more. */
export function checkEnding(name: string, settings: CheckSettings): CheckEnding {
  return settings[name] ?? DEFAULTS.get(name) ?? 'flag';
}

/** Names of those that are not made. */
export function unmadeChecks(settings: CheckSettings): CheckName[] {
  return CHECK_NAMES.filter((name) => checkEnding(name, settings) === 'off');
}
