/** Why landed work of a spec is not committed, as the ledger has it until it is. Pure. */
import type { Ledger, Uncommitted } from './schema';

/** Null: there is nothing to say. A spec without an entry stays without one. */
export function enterUncommitted(ledger: Ledger, specId: string, uncommitted: Uncommitted | null): Ledger {
  const specs = Object.entries(ledger.specs).map(([id, entry]) => {
    if (id !== specId) return [id, entry];
    const { uncommitted: _, ...rest } = entry;
    return [id, uncommitted === null ? rest : { ...rest, uncommitted }];
  });
  return { ...ledger, specs: Object.fromEntries(specs) };
}
