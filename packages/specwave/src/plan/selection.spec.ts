import type { Problem } from '../config/problem';
import type { SpecIdentity } from '../tasklist/model';
import { type KnownSpec, modeOf, type Scope, specsInScope, specsNamed, standingsOf } from './selection';
import { orderSpecs } from './specOrder';
import { identity } from './testing/specs';

const AUTH = identity('I012', 'specs/infrastructure/phase-0/001-auth');
const STORE = identity('I013', 'specs/infrastructure/phase-1/001-store');
const FIRST = identity('F001', 'specs/features/phase-1/F001-first');
const SECOND = identity('F002', 'specs/features/phase-2/F002-second');
const LOOSE = identity('loose', 'specs/loose', null);
const ALL = [SECOND, LOOSE, FIRST, STORE, AUTH];

const names = (specs: readonly SpecIdentity[]): string[] => specs.map(({ name }) => name);

describe('a word names', () => {
  it.each([
    ['F001', ['F001']],
    ['f001', ['F001']],
    ['I012', ['I012']],
    ['001-auth', ['I012']],
    ['phase-0/001-auth', ['I012']],
    ['phase-0/001', ['I012']],
    ['infrastructure/phase-0/001-auth/', ['I012']],
    ['./specs/infrastructure/phase-0/001-auth', ['I012']],
    ['/specs/loose', ['loose']],
    [String.raw`specs\loose`, ['loose']],
    ['specs/loose/tasks.md', ['loose']],
    ['001', ['I013', 'I012']],
    ['loose', ['loose']],
    // No part of a name is one: `*ID*` found what nobody had meant.
    ['00', []],
    ['F0', []],
    ['auth', []],
    ['phase-0', []],
    ['', []],
    ['.', []],
    ['/', []],
  ])('`%s`: %j', (word, expected) => {
    expect(names(specsNamed(ALL, word))).toEqual(expected);
  });
});

describe('the scope', () => {
  it.each<[Scope, string, string[]]>([
    [{ kind: 'specs', refs: ['F001'] }, 'single-spec', ['F001']],
    [{ kind: 'specs', refs: ['F001', 'phase-0/001-auth'] }, 'several-specs', ['F001', 'I012']],
    [{ kind: 'phase', phase: 1 }, 'phase', ['F001', 'I013']],
    [{ kind: 'infrastructure' }, 'all-infrastructure', ['I013', 'I012']],
    [{ kind: 'features' }, 'all-features', ['F002', 'loose', 'F001']],
    [{ kind: 'all' }, 'full', names(ALL)],
    [{ kind: 'continue' }, 'auto-continue', names(ALL)],
  ])('%j is the mode %s, of %j', (scope, mode, expected) => {
    const found = specsInScope(ALL, scope);
    expect(modeOf(scope)).toBe(mode);
    expect(found.ok && names(found.value)).toEqual(expected);
  });

  it.each<[Scope, string, string]>([
    [{ kind: 'specs', refs: ['F01'] }, 'unknown-spec', 'Did you mean `F001`?'],
    [{ kind: 'specs', refs: ['frist'] }, 'unknown-spec', 'specwave status'],
    [{ kind: 'specs', refs: ['phase-0'] }, 'unknown-spec', 'Did you mean `--phase-0`?'],
    [
      { kind: 'specs', refs: ['001'] },
      'ambiguous-spec',
      'could be any of 2 specs: specs/infrastructure/phase-1/001-store (I013), specs/infrastructure/phase-0/001-auth (I012).',
    ],
    [{ kind: 'phase', phase: 7 }, 'unknown-phase', 'Use one of --phase-0, --phase-1, --phase-2.'],
  ])('%j is refused as %s', (scope, code, words) => {
    const found = specsInScope(ALL, scope);
    const problems: Problem[] = found.ok ? [] : found.problems;
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems.map(({ message, next }) => `${message} ${next}`).join()).toContain(words);
  });

  it('of several words is refused with all that is wrong with them', () => {
    const found = specsInScope(ALL, { kind: 'specs', refs: ['F9', 'F001', 'F8'] });
    expect(found.ok ? [] : found.problems.map(({ code }) => code)).toEqual(['unknown-spec', 'unknown-spec']);
  });
});

/** `scope` and `complete` by name. One line per spec: `name state why`. */
function standings(
  specs: readonly SpecIdentity[],
  scope: readonly string[],
  { complete = [], wrong = [] }: { complete?: readonly string[]; wrong?: readonly string[] } = {},
): string[] {
  const known = specs.map((each): KnownSpec => {
    const isComplete = complete.includes(each.name);
    return { identity: each, done: isComplete ? 2 : 1, total: 2, complete: isComplete };
  });
  const error = {
    code: 'duplicate-id',
    severity: 'error',
    message: 'Twice.',
    file: 'x.md',
    next: '',
  } as const;
  return standingsOf(
    known,
    orderSpecs(specs),
    specs.filter(({ name }) => scope.includes(name)),
    ({ name }) => (wrong.includes(name) ? [error] : []),
  ).map(({ identity: { name }, state, why }) => [name, state, ...(why === null ? [] : [why])].join(' '));
}

describe('standings', () => {
  it('are in the order of phases, infrastructure first, specs without a phase last', () => {
    expect(standings(ALL, names(ALL))).toEqual([
      'I012 to-do',
      'I013 to-do',
      'F001 to-do',
      'F002 to-do',
      'loose to-do',
    ]);
  });

  it('come after what is declared, against the order of names', () => {
    const early = identity('A', 'specs/A', 'A', { dependencies: [{ ref: 'B', file: 'specs/A/spec.md' }] });
    expect(standings([early, identity('B', 'specs/B')], ['A', 'B'])).toEqual(['B to-do', 'A to-do']);
  });

  it('have what a phase needs of earlier ones in front, saying who needs it', () => {
    expect(standings(ALL, ['F002'])).toEqual([
      'I012 to-do needed by F002',
      'I013 to-do needed by F002',
      'F001 to-do needed by F002',
      'F002 to-do',
    ]);
  });

  it('leave out what is needed and complete', () => {
    expect(standings(ALL, ['F002'], { complete: ['I012', 'I013'] })).toEqual([
      'F001 to-do needed by F002',
      'F002 to-do',
    ]);
  });

  it('leave out what only a complete spec needs', () => {
    expect(standings(ALL, ['F002'], { complete: ['F002'] })).toEqual(['F002 complete']);
  });

  it('block a spec that is wrong itself, and what comes after it, and only that', () => {
    expect(standings(ALL, names(ALL), { wrong: ['I013'] })).toEqual([
      'I012 to-do',
      'I013 blocked x.md duplicate-id: Twice.',
      'F001 to-do',
      'F002 blocked waits for I013, which is blocked',
      'loose to-do',
    ]);
  });

  it('do nothing for the sake of a spec that is blocked', () => {
    expect(standings(ALL, ['F002'], { wrong: ['F002'] })).toEqual(['F002 blocked x.md duplicate-id: Twice.']);
  });

  it('name what blocks a spec though it is none of the scope', () => {
    expect(standings(ALL, ['F001'], { wrong: ['I012'] })).toEqual([
      'I012 blocked x.md duplicate-id: Twice.',
      'F001 blocked waits for I012, which is blocked',
    ]);
  });

  it('block what depends on a spec that does not exist', () => {
    const lost = identity('A', 'specs/A', 'A', { dependencies: [{ ref: 'Z', file: 'specs/A/spec.md' }] });
    expect(standings([lost], ['A'])).toEqual([
      'A blocked specs/A/spec.md unknown-spec: A depends on the spec "Z", and there is none of that id or path.',
    ]);
  });

  it('block specs that wait for one another', () => {
    const after = (name: string, ref: string): SpecIdentity =>
      identity(name, `specs/${name}`, name, { dependencies: [{ ref, file: `specs/${name}/spec.md` }] });
    expect(standings([after('A', 'B'), after('B', 'A')], ['A', 'B'])).toEqual([
      expect.stringContaining('A blocked specs/A/spec.md circular-spec-dependency'),
      expect.stringContaining('B blocked specs/B/spec.md circular-spec-dependency'),
    ]);
  });

  it('do not block what depends on a complete spec that became wrong since', () => {
    expect(standings(ALL, ['F001'], { complete: ['I012'], wrong: ['I012'] })).toEqual(['F001 to-do']);
  });

  it('say that the end of a spec whose boxes are all ticked is not recorded', () => {
    const known = [{ identity: FIRST, done: 2, total: 2, complete: false }];
    const [only] = standingsOf(known, orderSpecs([FIRST]), [FIRST], () => []);
    expect(only).toMatchObject({ state: 'to-do', why: 'every box is ticked; its end is yet to be recorded' });
  });
});
