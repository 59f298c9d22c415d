/** Which spec comes after which. Pure. */
import type { Problem } from '../config/problem';
import type { SpecIdentity } from '../tasklist/model';
import { type Edges, edgesOf, sortByDependencies } from './graph';

/** `from` comes after `to` (names of projects). `source` is the file that declares it; null where phases imply it. */
export interface SpecEdge {
  from: string;
  to: string;
  source: string | null;
}

export interface SpecOrder {
  edges: SpecEdge[];
  /** By name of the spec that declares what is wrong. */
  problems: Map<string, Problem[]>;
}

/** Finds a spec by what people write: its name, its id, its folder's name or the end of its path. */
function specFinder(specs: readonly SpecIdentity[]): (ref: string) => SpecIdentity[] {
  const index = new Map<string, Set<SpecIdentity>>();
  const add = (key: string, spec: SpecIdentity): void => {
    index.set(key.toLowerCase(), (index.get(key.toLowerCase()) ?? new Set()).add(spec));
  };
  for (const spec of specs) {
    add(spec.name, spec);
    if (spec.id !== null) add(spec.id, spec);
    const segments = spec.path.split('/');
    for (let start = 0; start < segments.length; start += 1) add(segments.slice(start).join('/'), spec);
  }
  return (ref) => [...(index.get(ref.toLowerCase().replace(/^\.?\/+|\/+$/g, '')) ?? [])];
}

function reference(spec: SpecIdentity, ref: string, file: string, found: readonly SpecIdentity[]): Problem {
  const several = found.length > 1;
  return {
    code: several ? 'ambiguous-spec' : 'unknown-spec',
    severity: 'error',
    message: several
      ? `${spec.name} depends on "${ref}", which could be any of ${found.map((each) => each.path).join(', ')}.`
      : `${spec.name} depends on the spec "${ref}", and there is none of that id or path.`,
    file,
    next: several
      ? 'Write the path of the one that is meant.'
      : 'Correct the id, or take the dependency out.',
  };
}

/** Declared dependencies, resolved; circular ones reported on every spec of the circle and left out. */
function declaredEdges(specs: readonly SpecIdentity[]): SpecOrder {
  const find = specFinder(specs);
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const problems = new Map<string, Problem[]>();
  const report = (name: string, problem: Problem): void => {
    problems.set(name, [...(problems.get(name) ?? []), problem]);
  };
  const edges: SpecEdge[] = [];
  for (const spec of specs) {
    for (const { ref, file } of spec.dependencies) {
      const found = find(ref);
      const [only] = found;
      if (!only || found.length > 1) report(spec.name, reference(spec, ref, file, found));
      else edges.push({ from: spec.name, to: only.name, source: file });
    }
  }
  const order = edgesOf(byName.keys());
  for (const edge of edges) order.get(edge.from)?.add(edge.to);
  const cut = new Set<string>();
  for (
    let { cycles } = sortByDependencies(order);
    cycles.length > 0;
    { cycles } = sortByDependencies(order)
  ) {
    for (const cycle of cycles) {
      cycle.forEach((name, place) => {
        const next = cycle[(place + 1) % cycle.length] ?? name;
        if (!order.get(name)?.delete(next)) return;
        cut.add(`${name}\n${next}`);
        report(name, {
          code: 'circular-spec-dependency',
          severity: 'error',
          message: `These specs wait for one another: ${[...cycle, cycle[0]].join(' → ')}.`,
          file:
            edges.find((edge) => edge.from === name && edge.to === next)?.source ??
            byName.get(name)?.taskFile ??
            name,
          next: 'Take one of these dependencies out.',
        });
      });
    }
  }
  return { edges: edges.filter((edge) => !cut.has(`${edge.from}\n${edge.to}`)), problems };
}

/** Groups of specs of one kind by phase, in ascending order of phases. */
function phasesOf(specs: readonly SpecIdentity[]): { phase: number; specs: SpecIdentity[] }[] {
  const byPhase = new Map<number, SpecIdentity[]>();
  for (const spec of specs) {
    if (spec.phase !== null) byPhase.set(spec.phase, [...(byPhase.get(spec.phase) ?? []), spec]);
  }
  return [...byPhase]
    .map(([phase, group]) => ({ phase, specs: group }))
    .toSorted((a, b) => a.phase - b.phase);
}

/**
 * What phases imply: a phase comes after the one before it of its kind (and so after all earlier ones), and a
 * feature that declares no infrastructure after the last infrastructure phase before its own.
 */
function impliedEdges(specs: readonly SpecIdentity[]): SpecEdge[] {
  const edges: SpecEdge[] = [];
  const connect = (later: SpecIdentity, earlier: readonly SpecIdentity[]): void => {
    for (const each of earlier) edges.push({ from: later.name, to: each.name, source: null });
  };
  for (const kind of new Set(specs.map((spec) => spec.kind))) {
    const phases = phasesOf(specs.filter((spec) => spec.kind === kind));
    phases.forEach(({ specs: group }, place) => {
      for (const spec of group) connect(spec, phases[place - 1]?.specs ?? []);
    });
  }
  const infrastructure = phasesOf(specs.filter((spec) => spec.kind === 'infrastructure'));
  for (const spec of specs) {
    const { phase } = spec;
    if (spec.kind !== 'feature' || spec.declaresInfrastructure || phase === null) continue;
    connect(spec, infrastructure.findLast((each) => each.phase < phase)?.specs ?? []);
  }
  return edges;
}

/** Whether declared edges could close a circle with implied ones: those always run to an earlier phase, so one must climb back. */
function climbs(specs: readonly SpecIdentity[], declared: readonly SpecEdge[]): boolean {
  const phaseOf = new Map(specs.map((spec) => [spec.name, spec.phase]));
  return declared.some(({ from, to }) => {
    const [later, earlier] = [phaseOf.get(from) ?? null, phaseOf.get(to) ?? null];
    return later === null || earlier === null || earlier > later;
  });
}

/** All names that come after `name`, through any number of edges, and itself. */
function allAfter(comesBefore: Edges, name: string): Set<string> {
  const found = new Set([name]);
  for (const each of found) for (const later of comesBefore.get(each) ?? []) found.add(later);
  return found;
}

/**
 * The edges between specs. What is declared wins: an edge that phases imply is left out where it would close a
 * circle with declared ones, because Nx refuses to run a circular task graph.
 */
export function orderSpecs(specs: readonly SpecIdentity[]): SpecOrder {
  const declared = declaredEdges(specs);
  const known = new Set(declared.edges.map((edge) => `${edge.from}\n${edge.to}`));
  const implied = impliedEdges(specs).filter((edge) => !known.has(`${edge.from}\n${edge.to}`));
  if (!climbs(specs, declared.edges)) return { ...declared, edges: [...declared.edges, ...implied] };

  const edges = [...declared.edges];
  const comesBefore = edgesOf(specs.map((spec) => spec.name));
  for (const edge of edges) comesBefore.get(edge.to)?.add(edge.from);
  let later = '';
  let after = new Set<string>();
  for (const edge of implied.toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))) {
    // Edges from one spec to earlier ones do not change what comes after it: one walk serves them all.
    if (edge.from !== later) after = allAfter(comesBefore, (later = edge.from));
    if (after.has(edge.to)) continue;
    comesBefore.get(edge.to)?.add(edge.from);
    edges.push(edge);
  }
  return { edges, problems: declared.problems };
}
