/** Which of the typed words say what specs are meant. Pure. */
import { fail, ok, type Problem, type Result } from '../config/problem';
import type { Scope } from '../plan/selection';
import { wrongUsage } from './wrongUsage';

/** One way to say which specs are meant, as it was typed. */
export interface ScopeWord {
  typed: string;
  scope: Exclude<Scope, { kind: 'continue' }>;
}

const BY_OPTION = new Map<string, ScopeWord['scope']>([
  ['--infrastructure', { kind: 'infrastructure' }],
  ['--features', { kind: 'features' }],
  ['--all', { kind: 'all' }],
]);

export const SCOPE_OPTIONS = [...BY_OPTION.keys(), '--phase-N'] as const;

const PHASE = /^--phase(?:[-=](.*))?$/;

/** Whether an option says which specs are meant. `--phase` alone wants its number in the next word. */
export function isScopeOption(option: string): boolean {
  return BY_OPTION.has(option) || PHASE.test(option);
}

/** Reads `--all`, `--phase-1`, `--phase=1`, `--phase 1` (`next` is the word behind it). `took`: how many words it is. */
export function readScopeOption(
  option: string,
  next: string | undefined,
): Result<{ word: ScopeWord; took: number }> {
  const known = BY_OPTION.get(option);
  if (known) return ok({ word: { typed: option, scope: known }, took: 1 });
  const inside = PHASE.exec(option)?.[1];
  const number = inside ?? next ?? '';
  const typed = inside === undefined && next !== undefined ? `${option} ${next}` : option;
  if (!/^\d{1,4}$/.test(number))
    return fail(
      wrongUsage(`\`${typed}\` names no phase; a number was expected.`, 'Write it as in: specwave --phase-0'),
    );
  const took = inside === undefined ? 2 : 1;
  return ok({ word: { typed, scope: { kind: 'phase', phase: Number(number) } }, took });
}

/** A word that can only be an id or a path: it has a digit or a slash in it, or is a spec's very name. */
export function isReference(word: string, isSpec: (word: string) => boolean): boolean {
  return /[\d/\\]/.test(word) || isSpec(word);
}

/** What all of these words mean together: several ids are one scope, other scopes stand alone. */
export function scopeOf(words: readonly ScopeWord[]): Result<Scope> {
  const refs = words.flatMap(({ scope }) => (scope.kind === 'specs' ? scope.refs : []));
  const others = words.filter(({ scope }) => scope.kind !== 'specs');
  const different = [...new Set(others.map(({ scope }) => JSON.stringify(scope)))];
  const [first] = others;
  if (different.length > 1 || (first && refs.length > 0))
    return fail(contradiction([...refs, ...others.map(({ typed }) => typed)]));
  if (first) return ok(first.scope);
  return ok(refs.length > 0 ? { kind: 'specs', refs: [...new Set(refs)] } : { kind: 'continue' });
}

function contradiction(typed: readonly string[]): Problem {
  return wrongUsage(
    `${typed.map((each) => `\`${each}\``).join(' and ')} name different specs; specs by their ids, or one of ${SCOPE_OPTIONS.join(', ')}, were expected.`,
    'Leave out all but one, or run specwave once for each.',
  );
}
