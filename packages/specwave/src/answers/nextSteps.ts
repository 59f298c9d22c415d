/** What to do once a spec, or a run, has come to its end: commands for people, as `next` of specwave.yaml words them. */
import type { Config } from '../config/schema';
import type { SpecRow } from '../report/rows';
import type { SpecProject } from '../workspace/context';
import { readSpec } from '../workspace/readSpec';
import { specRow } from './specRow';

/** For so many specs each step is spelled out; nobody reads more. */
const SPELLED_OUT = 3;

type Standing = Pick<SpecRow, 'spec' | 'status'>;

/**
 * The steps that fit how `rows` stand: for what is left, for what is complete, and (`deployable`) once all
 * infrastructure is there. Several unfinished specs go on with one command.
 */
export function nextSteps(next: Config['next'], rows: readonly Standing[], deployable: boolean): string[] {
  const unfinished = rows.filter(({ status }) => status !== 'completed').map(({ spec }) => spec);
  const completed = rows.filter(({ status }) => status === 'completed').map(({ spec }) => spec);
  const together =
    unfinished.length > 1
      ? [`npx nx run-many -t implement -p ${unfinished.join(',')}   (goes on with what is left)`]
      : [];
  return [
    ...together,
    ...forSpecs(next.partial, unfinished),
    ...forSpecs(next.completed, completed),
    ...(deployable ? forSpecs(next.infrastructure, completed) : []),
  ];
}

function forSpecs(texts: readonly string[], specs: readonly string[]): string[] {
  const steps = texts.flatMap((text) =>
    specs.slice(0, SPELLED_OUT).map((spec) => text.replaceAll('{spec}', () => spec)),
  );
  return [...new Set(steps)];
}

/** Whether there is infrastructure, and all of it is complete. Stops reading at the first that is not. */
export function isInfrastructureComplete(workspaceRoot: string, specs: readonly SpecProject[]): boolean {
  let found = false;
  for (const spec of specs) {
    const read = readSpec({ workspaceRoot, spec });
    if (!read.ok) return false;
    if (read.value.identity.kind !== 'infrastructure') continue;
    if (specRow(read.value).status !== 'completed') return false;
    found = true;
  }
  return found;
}
