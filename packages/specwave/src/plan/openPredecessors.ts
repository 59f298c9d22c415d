/** On the way of every nx command: loads nothing. Pure. */

/**
 * The open tasks that `id` waits for within its wave: finished ones are passed through, because a chain
 * A → B → C with B done still has C after A.
 */
export function openPredecessors(
  after: (id: string) => readonly string[],
  isOpen: (id: string) => boolean,
  id: string,
): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const queue = [...after(id)];
  for (let each = queue.shift(); each !== undefined; each = queue.shift()) {
    if (seen.has(each)) continue;
    seen.add(each);
    if (isOpen(each)) found.push(each);
    else queue.push(...after(each));
  }
  return found;
}
