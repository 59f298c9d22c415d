/** All checks that look at a result's text. Those that run commands or ask git stand elsewhere, by their names of `config/checks`. */
import type { Check, Finding, Work } from './check';

/** In the order in which findings are told. */
const REGISTRY: readonly Check[] = [];

/** What all checks say of a result. Whether a finding refuses is for the settings: `config/checks` has the defaults. */
export function findAll(work: Work): Finding[] {
  return REGISTRY.flatMap(({ name, find }) => find(work).map((found) => ({ ...found, check: name })));
}
