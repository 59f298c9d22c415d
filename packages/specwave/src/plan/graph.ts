/** Small directed graphs of ids: "must come after" edges, cycles, reachability. */

/** `edges.get(a)` holds what `a` comes after. */
export type Edges = Map<string, Set<string>>;

export function edgesOf(ids: Iterable<string>): Edges {
  return new Map([...ids].map((id) => [id, new Set<string>()]));
}

/** Whether `from` comes (directly or through others) after `to`. An id comes after itself. */
export function comesAfter(edges: Edges, from: string, to: string): boolean {
  const seen = new Set<string>([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === to) return true;
    for (const next of edges.get(id) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return false;
}

/**
 * Adds "`later` comes after `earlier`" unless the two are in some order already: a wish such as
 * "in the order of the file" never contradicts what an author declared, and never closes a cycle.
 */
export function addOrder(edges: Edges, later: string, earlier: string): void {
  if (comesAfter(edges, earlier, later) || comesAfter(edges, later, earlier)) return;
  edges.get(later)?.add(earlier);
}

/**
 * The ids in an order in which each comes after what it depends on, ties in the order given; and the
 * cycles, each as the ids along it. Ids of a cycle are left in the order too, at the place where they
 * were first met. Iterative, because a list of thousands of tasks may be one chain.
 */
export function sortByDependencies(edges: Edges): { order: string[]; cycles: string[][] } {
  const order: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'closed'>();
  for (const root of edges.keys()) {
    if (state.has(root)) continue;
    const path: { id: string; rest: string[] }[] = [];
    const enter = (id: string): void => {
      state.set(id, 'open');
      path.push({ id, rest: [...(edges.get(id) ?? [])].reverse() });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.id, 'closed');
        order.push(top.id);
        path.pop();
      } else if (state.get(next) === 'open') {
        const start = path.findIndex((step) => step.id === next);
        cycles.push(path.slice(start).map((step) => step.id));
      } else if (!state.has(next)) {
        enter(next);
      }
    }
  }
  return { order, cycles };
}
