/** What was paid, as the ledger has it. Pure. Zeros are not written: where nothing costs anything, nothing is said of it. */
import { isNothing, mostOf, spentTogether, type Spent, sumOf, type Usage } from '../plan/price';
import type { Account } from '../state/spending';
import type { Ledger } from './schema';
import { timestamp } from './timestamp';

type Costs = Pick<Usage, keyof Spent>;

/** The costs that an entry holds, without zeros. */
export function costsOf(entry: Costs | undefined): Costs {
  const spent = Object.entries(spentTogether([entry ?? {}]));
  return Object.fromEntries(spent.filter(([, amount]) => amount > 0));
}

/** `whole`, with what was paid for its parts together. */
export function withCostsOf<T extends Costs>(whole: T, parts: Iterable<Costs>): T {
  const { cost_usd, input_tokens, output_tokens } = costsOf(spentTogether([...parts]));
  return { ...whole, cost_usd, input_tokens, output_tokens };
}

/**
 * Enters what the launches of a run have cost so far, each at its task, and all together in `last_run`. Entering one
 * twice changes nothing, and less than is entered already counts for nothing: so it is done as often as there may be
 * news, and for runs that were killed. Sums of specs are counted when the ledger is written (`recompute`).
 */
export function enterAccount(ledger: Ledger, { launches }: Account): Ledger {
  // A map: an assignment to `__proto__` in an object would make no entry.
  const specs = new Map(Object.entries(ledger.specs));
  for (const { spec: id, task, before, usage } of launches) {
    const spec = specs.get(id);
    const entry = spec?.tasks && Object.hasOwn(spec.tasks, task) ? spec.tasks[task] : undefined;
    if (!spec || !entry) continue;
    const paid = costsOf(mostOf(entry, sumOf(before, usage)));
    specs.set(id, { ...spec, tasks: { ...spec.tasks, [task]: { ...entry, ...paid } } });
  }
  return withLastRun({ ...ledger, specs: Object.fromEntries(specs) }, launches);
}

/** Of two runs at once, the one that was begun last. */
function withLastRun(ledger: Ledger, launches: Account['launches']): Ledger {
  const spent = spentTogether(launches.map(({ usage }) => usage));
  const startedAt = Math.min(...launches.map((launch) => Date.parse(launch.startedAt)));
  const isNewest = !(Math.floor(startedAt / 1000) * 1000 < Date.parse(ledger.last_run?.started_at ?? ''));
  if (isNothing(spent) || !isNewest) return ledger;
  const latest = launches.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)).at(-1);
  const lastRun = {
    started_at: timestamp(new Date(startedAt)),
    ...costsOf(spent),
    budget_usd: latest?.capUsd ?? null,
  };
  const { cost_usd: _cost, input_tokens: _input, output_tokens: _output, ...kept } = ledger.last_run ?? {};
  return { ...ledger, last_run: { ...kept, ...lastRun } };
}
