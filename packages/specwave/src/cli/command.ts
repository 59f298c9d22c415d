/** What is typed behind `specwave`, read. Pure. */
import { fail, ok, type Problem, type Result } from '../config/problem';
import type { RunHints } from '../plan/hints';
import type { Scope } from '../plan/selection';
import { HINT_WORDS, type HintWord, hintsOf, readHintWord } from './hints';
import { type RedoCommand, redoOf } from './redoCommand';
import { isReference, isScopeOption, readScopeOption, SCOPE_OPTIONS, scopeOf, type ScopeWord } from './scope';
import { unknownWord, wrongUsage } from './wrongUsage';

export type { Scope } from '../plan/selection';
export type { RunHints } from '../plan/hints';

/** `json`: answers are JSON on standard output. */
export type Command =
  | { name: 'help' }
  | { name: 'version' }
  /** `tries`: each agent is to do one tiny task. */
  | { name: 'agents'; json: boolean; tries?: true }
  | { name: 'doctor'; json: boolean }
  | { name: 'implement'; scope: Scope; hints: RunHints; nxArgs: string[]; dryRun: boolean; json: boolean }
  | { name: 'plan'; scope: Scope; hints: RunHints; json: boolean }
  | { name: 'status'; scope: Scope; json: boolean }
  | { name: 'check-tasks'; scope: Scope; json: boolean }
  | { name: 'clean'; dryRun: boolean; json: boolean }
  | { name: 'report'; scope: Scope; json: boolean; markdown: boolean; open: boolean }
  | RedoCommand;

/** What words can mean here, beside the fixed ones. */
export interface Vocabulary {
  /** From words in lower case to the domains that they tell. */
  domains: ReadonlyMap<string, string>;
  /** Whether a word names a spec, in any way that `specsNamed` knows. */
  isSpec(word: string): boolean;
  /** Names of specs, for what was mistyped. */
  specs: readonly string[];
}

const VERBS = ['plan', 'status', 'agents', 'doctor', 'check-tasks', 'report', 'redo', 'clean'] as const;
type Verb = (typeof VERBS)[number] | 'implement';

const FLAGS = ['--json', '--markdown', '--open', '--dry-run', '--try', '--help', '--version'] as const;
type Flag = (typeof FLAGS)[number];

/** Commands whose words are no scope and no hints. */
const WITHOUT_SCOPE: ReadonlySet<Verb> = new Set(['redo', 'agents', 'doctor', 'clean']);

/** Options that mean something to each command. */
const FLAGS_OF: Record<Verb, readonly Flag[]> = {
  implement: ['--json', '--dry-run'],
  plan: ['--json'],
  status: ['--json'],
  agents: ['--json', '--try'],
  doctor: ['--json'],
  'check-tasks': ['--json'],
  report: ['--json', '--markdown', '--open'],
  redo: ['--json', '--dry-run'],
  clean: ['--json', '--dry-run'],
};

/** The words as they were typed, told apart. */
interface Words {
  /** In front of `--`. */
  own: string[];
  /** Behind `--`, untouched. */
  nx: string[];
}

/** Chats hand over all arguments as one: words are split at blanks, unless they are a spec's path as a whole. */
function split(args: readonly string[], isSpec: Vocabulary['isSpec']): Words {
  const own: string[] = [];
  for (const [place, arg] of args.entries()) {
    const words = isSpec(arg) ? [arg] : arg.split(/\s+/).filter((word) => word !== '');
    const end = words.indexOf('--');
    own.push(...(end < 0 ? words : words.slice(0, end)));
    if (end >= 0) return { own, nx: [...words.slice(end + 1), ...args.slice(place + 1)] };
  }
  return { own, nx: [] };
}

/** Whether the words ask for JSON, also where they cannot be understood: a program is to be able to read that too. */
export function asksForJson(args: readonly string[]): boolean {
  return split(args, () => false).own.includes('--json');
}

/** What the words in front of `--` say, one by one. */
class Reading {
  readonly problems: Problem[] = [];
  readonly flags = new Set<Flag>();
  readonly scopes: ScopeWord[] = [];
  readonly hints: HintWord[] = [];
  /** All that is no option, in order. */
  readonly plain: string[] = [];
  fromWave: number | null = null;
  verb: Verb = 'implement';

  constructor(
    words: readonly string[],
    private readonly vocabulary: Vocabulary,
  ) {
    for (let place = 0; place < words.length;) {
      const word = words[place] ?? '';
      place += word.startsWith('-') ? this.option(word, words[place + 1]) : this.word(word);
    }
  }

  /** Resolves to how many words it took. */
  private option(word: string, next: string | undefined): number {
    const flag = FLAGS.find((each) => each === (word === '-h' ? '--help' : word));
    if (flag) this.flags.add(flag);
    else if (/^--from-wave(?:=|$)/.test(word)) return this.wave(word, next);
    else if (isScopeOption(word)) {
      const read = readScopeOption(word, next);
      if (read.ok) this.scopes.push(read.value.word);
      else this.problems.push(...read.problems);
      return read.ok ? read.value.took : 1;
    } else this.problems.push(unknownOption(word));
    return 1;
  }

  private wave(word: string, next: string | undefined): number {
    const [, inside] = word.split('=', 2);
    const number = inside ?? next ?? '';
    if (/^\d{1,4}$/.test(number)) this.fromWave = Number(number);
    else
      this.problems.push(
        wrongUsage(
          '`--from-wave` wants the number of a wave; the first is 0.',
          'Write it as in: specwave redo F001 --from-wave 1',
        ),
      );
    return inside === undefined ? 2 : 1;
  }

  private word(word: string): number {
    const verb = this.plain.length === 0 ? VERBS.find((each) => each === word) : undefined;
    this.plain.push(word);
    if (verb) this.verb = verb;
    else if (!WITHOUT_SCOPE.has(this.verb)) this.hintOrSpec(word);
    return 1;
  }

  /** Words that only make sentences of others: alone, they are more likely a mistyped command than a wish to run everything. */
  saysNothing(): boolean {
    const isFiller = this.hints.every(({ kind }) => kind === 'filler');
    return this.hints.length > 0 && isFiller && this.scopes.length === 0 && this.problems.length === 0;
  }

  private hintOrSpec(word: string): void {
    const hint = readHintWord(word, this.vocabulary.domains);
    // A spec may be called like a domain: where it stands first it is the spec, in a sentence it is the domain.
    const isFirst = this.plain.length === (this.verb === 'implement' ? 1 : 2) && this.scopes.length === 0;
    if (hint && !(isFirst && this.vocabulary.isSpec(word))) this.hints.push(hint);
    else if (isReference(word, this.vocabulary.isSpec))
      for (const ref of word.split(',').filter((each) => each !== ''))
        this.scopes.push({ typed: ref, scope: { kind: 'specs', refs: [ref] } });
    else {
      const known = [
        ...VERBS,
        ...HINT_WORDS,
        ...this.vocabulary.domains.values(),
        ...this.vocabulary.specs,
        ...SCOPE_OPTIONS,
      ];
      this.problems.push(unknownWord('word', word, known, ['a spec', 'a scope', 'a hint', 'a command']));
    }
  }
}

function unknownOption(word: string): Problem {
  const name = word.split('=', 1)[0] ?? word;
  const isFlag = FLAGS.some((flag) => flag === name) || SCOPE_OPTIONS.some((option) => option === name);
  if (isFlag) return wrongUsage(`\`${name}\` takes no value.`, `Write only: ${name}`);
  const known = [...FLAGS, ...SCOPE_OPTIONS, '--from-wave'];
  return unknownWord('option', name, known, known);
}

function misplaced(reading: Reading, nx: readonly string[]): Problem[] {
  const { verb, flags, fromWave } = reading;
  const said = verb === 'implement' ? 'implementing' : `\`${verb}\``;
  const foreign = [...flags].filter((flag) => !FLAGS_OF[verb].includes(flag));
  const next = 'Leave it out. See: specwave --help';
  const words = reading.plain.filter((word) => word !== verb);
  return [
    ...(reading.saysNothing()
      ? [unknownWord('command', words.join(' '), [...VERBS, ...SCOPE_OPTIONS], VERBS)]
      : []),
    ...foreign.map((flag) => wrongUsage(`\`${flag}\` has no meaning for ${said}.`, next)),
    ...(fromWave !== null && verb !== 'redo'
      ? [wrongUsage(`\`--from-wave\` has no meaning for ${said}.`, next)]
      : []),
    ...(nx.length > 0 && verb !== 'implement'
      ? [wrongUsage(`${said} runs no Nx command that could get \`${nx.join(' ')}\`.`, next)]
      : []),
  ];
}

/**
 * Reads the words behind `specwave`, in any order; only the command, where there is one, stands first. Problems:
 * `wrong-usage`, one for each word that means nothing.
 */
export function parseCommand(args: readonly string[], vocabulary: Vocabulary): Result<Command> {
  // A variable that is not set must not start everything.
  if (args.length > 0 && args.every((arg) => arg.trim() === ''))
    return fail(
      wrongUsage(
        'The argument is empty; a spec, a scope or nothing at all was expected.',
        'Run: specwave --help',
      ),
    );
  const { own, nx } = split(args, (word) => vocabulary.isSpec(word));
  const reading = new Reading(own, vocabulary);
  const { flags, verb, plain } = reading;
  if (flags.has('--help')) return ok({ name: 'help' });
  if (flags.has('--version')) return ok({ name: 'version' });
  const scope = scopeOf(reading.scopes);
  const hints = hintsOf(reading.hints);
  const problems = [...reading.problems, ...misplaced(reading, nx)];
  if (!scope.ok || !hints.ok || problems.length > 0)
    return fail(...problems, ...(scope.ok ? [] : scope.problems), ...(hints.ok ? [] : hints.problems));
  const json = flags.has('--json');
  const dryRun = flags.has('--dry-run');
  switch (verb) {
    case 'implement':
      return ok({ name: verb, scope: scope.value, hints: hints.value, nxArgs: nx, dryRun, json });
    case 'plan':
      return ok({ name: verb, scope: scope.value, hints: hints.value, json });
    case 'status':
    case 'check-tasks':
      return ok({ name: verb, scope: scope.value, json });
    case 'report':
      return ok({
        name: verb,
        scope: scope.value,
        json,
        markdown: flags.has('--markdown'),
        open: flags.has('--open'),
      });
    case 'redo':
      return redoOf(plain.slice(1), reading.fromWave, { dryRun, json }, reading.scopes);
    case 'agents':
      return alone(
        { name: verb, json, ...(flags.has('--try') && { tries: true }) },
        plain.slice(1),
        reading.scopes,
      );
    case 'doctor':
      return alone({ name: verb, json }, plain.slice(1), reading.scopes);
    case 'clean':
      return alone({ name: verb, dryRun, json }, plain.slice(1), reading.scopes);
  }
}

/** A command that is about no specs. */
function alone(command: Command, more: readonly string[], scopes: readonly ScopeWord[]): Result<Command> {
  const surplus = [...more, ...scopes.map(({ typed }) => typed)];
  if (surplus.length === 0) return ok(command);
  return fail(
    ...surplus.map((each) =>
      wrongUsage(`\`${each}\` is one word too many behind \`${command.name}\`.`, 'Run: specwave --help'),
    ),
  );
}
