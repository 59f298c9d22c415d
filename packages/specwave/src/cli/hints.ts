/** Plain words behind a command: `use clerk agents in parallel`. They say how, never what. Pure. */
import { fail, ok, type Result } from '../config/problem';
import type { RunHints } from '../plan/hints';
import { wrongUsage } from './wrongUsage';

/** What a single word asks for. */
export type HintWord =
  | { kind: 'strategy'; strategy: 'parallel-agents' | 'sequential' }
  | { kind: 'domain'; domain: string }
  | { kind: 'direct' }
  /** A word that only makes a sentence of the others. */
  | { kind: 'filler' };

const STRATEGIES = new Map<string, 'parallel-agents' | 'sequential'>([
  ['parallel', 'parallel-agents'],
  ['concurrently', 'parallel-agents'],
  ['simultaneously', 'parallel-agents'],
  ['sequential', 'sequential'],
  ['sequentially', 'sequential'],
  ['serial', 'sequential'],
  ['serially', 'sequential'],
  // `one by one`, `one at a time`
  ['one', 'sequential'],
]);
const DIRECT: ReadonlySet<string> = new Set(['direct', 'directly']);
const FILLERS: ReadonlySet<string> = new Set(
  'a all an and agent agents at by do domain domains everything execute execution for go implement in it mode next of on once only or please prefer run runs spec specs specialist specialists spawn start task tasks the them then these this time to use using way with'.split(
    ' ',
  ),
);

/** Words that people may mistype. */
export const HINT_WORDS = [...STRATEGIES.keys(), ...DIRECT] as const;

/** Null where the word is no hint. `domains`: from a word in lower case to the name of the domain that it tells. */
export function readHintWord(typed: string, domains: ReadonlyMap<string, string>): HintWord | null {
  const word = typed.toLowerCase().replace(/[.,;:!?]+$/, '');
  const strategy = STRATEGIES.get(word);
  if (strategy) return { kind: 'strategy', strategy };
  if (DIRECT.has(word)) return { kind: 'direct' };
  if (FILLERS.has(word) || word === '') return { kind: 'filler' };
  // `clerk:*`, as the original named its families of agents.
  const domain = domains.get(word.replace(/:\*?$/, ''));
  return domain === undefined ? null : { kind: 'domain', domain };
}

/** All hints together. Fails where they contradict one another. */
export function hintsOf(words: readonly HintWord[]): Result<RunHints> {
  const strategies = new Set(words.flatMap((word) => (word.kind === 'strategy' ? [word.strategy] : [])));
  if (strategies.size > 1)
    return fail(
      wrongUsage(
        'One after another and in parallel contradict each other.',
        'Leave out `sequential` or `in parallel`.',
      ),
    );
  const [strategy = 'default'] = strategies;
  const domains = words.flatMap((word) => (word.kind === 'domain' ? [word.domain] : []));
  return ok({
    strategy,
    domains: [...new Set(domains)],
    direct: words.some(({ kind }) => kind === 'direct'),
  });
}
