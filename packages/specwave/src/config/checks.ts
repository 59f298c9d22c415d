/** The checks of what an agent left, by the names that people set them by, and how each ends where nothing is set. */

/** `record`: stands in the ledger only. `off` is for settings: the check is not made. */
export const CHECK_ENDINGS = ['refuse', 'flag', 'record', 'off'] as const;
export type CheckEnding = (typeof CHECK_ENDINGS)[number];

/** One row a check: a row of README's table, and what `checks:` in `specwave.yaml` may name. */
export const CHECKS = {
  'blank-file': 'refuse',
  'missing-symbol': 'refuse',
  stub: 'refuse',
  'comments-only': 'refuse',
  leftovers: 'refuse',
  'not-wired': 'refuse',
  'own-rules': 'refuse',
  'tests-silenced': 'refuse',
  'emptied-file': 'refuse',
  secret: 'refuse',
  expected: 'refuse',
  'passes-only-with-own-tests': 'flag',
  'check-proves-nothing': 'flag',
  'git-state': 'flag',
  'changed-nothing': 'flag',
  deleted: 'flag',
  'others-file': 'flag',
  'declared-unchanged': 'flag',
  'many-files': 'flag',
  'large-binary': 'flag',
  junk: 'flag',
  reformatted: 'flag',
  'prose-only': 'flag',
  'test-aware': 'flag',
  placeholder: 'flag',
  instructions: 'flag',
  dependency: 'flag',
  'unused-exports': 'flag',
  'changed-expectations': 'record',
  suppressions: 'record',
  snapshots: 'record',
  'fewer-assertions': 'record',
} as const satisfies Record<string, CheckEnding>;

export type CheckName = keyof typeof CHECKS;

/** All of them, in the order of the table. */
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];
