/** Which specs a command is about: which words name which spec, and how each of them stands. Pure. */
import { nearest } from '../config/nearest';
import { fail, isError, ok, placeOf, type Problem, type Result } from '../config/problem';
import type { SpecIdentity } from '../tasklist/model';
import { edgesOf, sortByDependencies } from './graph';
import type { SpecOrder } from './specOrder';

/** What was typed to say which specs are meant. */
export type Scope =
  /** Ids or paths as typed: `F001`, `phase-0/001-auth`. */
  | { kind: 'specs'; refs: string[] }
  | { kind: 'phase'; phase: number }
  | { kind: 'infrastructure' }
  | { kind: 'features' }
  | { kind: 'all' }
  /** Nothing: go on with what is not finished. */
  | { kind: 'continue' };

/** A spec as its files and the ledger have it. */
export interface KnownSpec {
  identity: SpecIdentity;
  done: number;
  total: number;
  /** All of it is done and recorded so. */
  complete: boolean;
}

export type SpecState = 'complete' | 'blocked' | 'to-do';

export interface SpecStanding extends KnownSpec {
  state: SpecState;
  /** What it is blocked by, or which specs need it; null where there is nothing to say. */
  why: string | null;
  /** Specs of the scope that need this one, which is none of the scope; empty for those of the scope. */
  neededBy: string[];
  /** Incomplete specs that have to be completed before it. */
  after: string[];
}

/** The mode as the original command called it. */
export function modeOf(scope: Scope): string {
  switch (scope.kind) {
    case 'specs':
      return scope.refs.length > 1 ? 'several-specs' : 'single-spec';
    case 'phase':
      return 'phase';
    case 'infrastructure':
      return 'all-infrastructure';
    case 'features':
      return 'all-features';
    case 'all':
      return 'full';
    case 'continue':
      return 'auto-continue';
  }
}

function wrongScope(code: string, message: string, next: string): Problem {
  return { code, severity: 'error', message, file: 'specwave', next };
}

/** `phase-0/001-auth (I012)`, or only the name where the path says no more. */
function label({ name, path }: SpecIdentity): string {
  return path.endsWith(`/${name}`) || path === name ? path : `${path} (${name})`;
}

/** What people write for a spec: its name, its id, its path, the end of its path, its task list. */
function isNamedBy({ name, id, path, taskFile }: SpecIdentity, ref: string): boolean {
  return [name, id, path, taskFile].some((each) => each?.toLowerCase() === ref) || endsPath(path, ref);
}

function endsPath(path: string, ref: string): boolean {
  return `/${path.toLowerCase()}`.endsWith(`/${ref}`);
}

/** `001`, `phase-0/001`: the number that a folder's name begins with. */
function isNumberedBy({ path }: SpecIdentity, ref: string): boolean {
  const [, numbered] = /^(.*\/[A-Za-z]*\d+)[-_. ][^/]*$/.exec(`/${path}`) ?? [];
  return numbered !== undefined && endsPath(numbered.slice(1), ref);
}

/** The words of a reference without what a shell's completion adds: `./specs/F001/`. */
function normal(ref: string): string {
  return ref
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|\/+$/g, '');
}

/** All specs that a word may mean; several only where it is ambiguous. */
export function specsNamed(specs: readonly SpecIdentity[], typed: string): SpecIdentity[] {
  const ref = normal(typed);
  if (ref === '') return [];
  const named = specs.filter((spec) => isNamedBy(spec, ref));
  return named.length > 0 ? named : specs.filter((spec) => isNumberedBy(spec, ref));
}

function specOf(specs: readonly SpecIdentity[], ref: string): Result<SpecIdentity> {
  const found = specsNamed(specs, ref);
  const [only] = found;
  if (only && found.length === 1) return ok(only);
  if (only) {
    const message = `\`${ref}\` could be any of ${found.length} specs: ${found.map(label).join(', ')}.`;
    return fail(
      wrongScope('ambiguous-spec', message, 'Write the id or more of the path of the one that is meant.'),
    );
  }
  const phase = /^phase-?(\d+)$/i.exec(ref)?.[1];
  const known = specs.flatMap(({ name, id, path }) => [
    name,
    ...(id === null ? [] : [id]),
    path.slice(path.lastIndexOf('/') + 1),
  ]);
  const meant = phase === undefined ? nearest(ref, known) : `--phase-${phase}`;
  const next =
    meant === null ? 'Run: specwave status   (lists the specs that there are)' : `Did you mean \`${meant}\`?`;
  const there = specs.length === 0 ? 'there are no specs at all' : `there are ${specs.length}`;
  return fail(wrongScope('unknown-spec', `There is no spec of the id or path \`${ref}\`; ${there}.`, next));
}

function all<T>(results: readonly Result<T>[]): Result<T[]> {
  const problems = results.flatMap((each) => (each.ok ? [] : each.problems));
  return problems.length > 0
    ? fail(...problems)
    : ok(results.flatMap((each) => (each.ok ? [each.value] : [])));
}

function inPhase(specs: readonly SpecIdentity[], phase: number): Result<SpecIdentity[]> {
  const found = specs.filter((spec) => spec.phase === phase);
  if (found.length > 0) return ok(found);
  const phases = [...new Set(specs.flatMap((spec) => spec.phase ?? []))].toSorted((a, b) => a - b);
  return fail(
    wrongScope(
      'unknown-phase',
      `No spec is in phase ${phase}; ${phases.length === 0 ? 'no spec is in any phase' : `there are specs in ${phases.map((each) => `phase ${each}`).join(', ')}`}.`,
      phases.length === 0
        ? 'Name specs by their ids, or use --all.'
        : `Use one of ${phases.map((each) => `--phase-${each}`).join(', ')}.`,
    ),
  );
}

/** The specs of a scope. Problems: `unknown-spec`, `ambiguous-spec`, `unknown-phase`. */
export function specsInScope(specs: readonly SpecIdentity[], scope: Scope): Result<SpecIdentity[]> {
  switch (scope.kind) {
    case 'specs':
      return all(scope.refs.map((ref) => specOf(specs, ref)));
    case 'phase':
      return inPhase(specs, scope.phase);
    case 'infrastructure':
    case 'features': {
      const kind = scope.kind === 'features' ? 'feature' : 'infrastructure';
      return ok(specs.filter((spec) => spec.kind === kind));
    }
    case 'all':
    case 'continue':
      return ok([...specs]);
  }
}

/** Phases ascending (specs without one last), infrastructure first, then by path. */
function byPhase(a: SpecIdentity, b: SpecIdentity): number {
  const phase = (a.phase ?? Infinity) - (b.phase ?? Infinity);
  if (a.phase !== b.phase) return phase;
  const kind = Number(b.kind === 'infrastructure') - Number(a.kind === 'infrastructure');
  return kind === 0 ? (a.path < b.path ? -1 : 1) : kind;
}

/**
 * How the specs of a scope stand, and those that have to be done before them, in the order in which they run.
 * `problemsOf`: what is wrong with a spec itself; it is asked only for specs that are to be done, because that means
 * reading them whole.
 */
export function standingsOf(
  known: readonly KnownSpec[],
  order: SpecOrder,
  scope: readonly SpecIdentity[],
  problemsOf: (spec: SpecIdentity) => readonly Problem[],
): SpecStanding[] {
  const byName = new Map(known.map((each) => [each.identity.name, each]));
  const edges = edgesOf(
    known
      .map(({ identity }) => identity)
      .toSorted(byPhase)
      .map(({ name }) => name),
  );
  for (const { from, to } of order.edges) edges.get(from)?.add(to);
  const inScope = new Set(scope.map(({ name }) => name));
  const neededBy = new Map<string, Set<string>>();
  const sorted = sortByDependencies(edges).order;
  // From the last to the first: all that need a spec are known before it is asked what it needs itself.
  for (const name of sorted.toReversed()) {
    const users = inScope.has(name) ? new Set([name]) : (neededBy.get(name) ?? new Set<string>());
    if (users.size === 0 || byName.get(name)?.complete !== false) continue;
    for (const before of edges.get(name) ?? []) {
      if (inScope.has(before) || byName.get(before)?.complete !== false) continue;
      neededBy.set(before, new Set([...(neededBy.get(before) ?? []), ...users]));
    }
  }
  const found = new Map<string, SpecStanding>();
  for (const name of sorted) {
    const spec = byName.get(name);
    const users = [...(neededBy.get(name) ?? [])].toReversed();
    if (!spec || (!inScope.has(name) && users.length === 0)) continue;
    const needed = inScope.has(name) ? [] : users;
    const after = [...(edges.get(name) ?? [])].filter((before) => byName.get(before)?.complete === false);
    const blocker = spec.complete
      ? null
      : blockedBy(spec, [...(edges.get(name) ?? [])], found, order, problemsOf);
    const state = spec.complete ? 'complete' : blocker === null ? 'to-do' : 'blocked';
    const why = blocker ?? (needed.length > 0 ? `needed by ${needed.join(', ')}` : unrecorded(spec));
    found.set(name, { ...spec, state, why, neededBy: needed, after });
  }
  // What only blocked specs need is not done for their sake.
  return [...found.values()].filter(
    ({ state, neededBy: users }) =>
      state !== 'to-do' || users.length === 0 || users.some((name) => found.get(name)?.state === 'to-do'),
  );
}

function unrecorded({ complete, done, total }: KnownSpec): string | null {
  return !complete && total > 0 && done === total
    ? 'every box is ticked; its end is yet to be recorded'
    : null;
}

/** Why a spec cannot be done; null where it can. */
function blockedBy(
  { identity }: KnownSpec,
  before: readonly string[],
  found: ReadonlyMap<string, SpecStanding>,
  order: SpecOrder,
  problemsOf: (spec: SpecIdentity) => readonly Problem[],
): string | null {
  const errors = [
    ...identity.problems,
    ...(order.problems.get(identity.name) ?? []),
    ...problemsOf(identity),
  ].filter(isError);
  const [first, ...more] = errors;
  if (first) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return `${placeOf(first)} ${first.code}: ${first.message}${others}`;
  }
  const blockers = before.filter((name) => found.get(name)?.state === 'blocked');
  return blockers.length === 0
    ? null
    : `waits for ${blockers.join(', ')}, which ${blockers.length === 1 ? 'is' : 'are'} blocked`;
}
