/** How a run of Nx has ended, from what the files and the ledger say afterwards. */
import { specOf, taskOf } from '../ledger/entries';
import { factsOf, type Outcome } from '../plan/outcomes';
import type { SpecRow } from '../report/rows';
import type { CliWorkspace } from '../workspace/cliWorkspace';
import type { SpecProject } from '../workspace/context';
import { readSpec } from '../workspace/readSpec';
import { specRow } from './specRow';

/** Exit codes of the command (design, "Command line"). 75 is EX_TEMPFAIL of sysexits.h. */
export const EXIT = { complete: 0, left: 1, wrong: 2, later: 75, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface RunEnd {
  rows: SpecRow[];
  code: ExitCode;
}

interface SpecEnd {
  row: SpecRow | null;
  /** How tasks ended in this run without landing. */
  ended: Outcome[];
  /** The gate of a wave has found something, or nobody has passed it yet. */
  gateFailed: boolean;
}

/** `since`: when the run began, milliseconds since 1970. The ledger's times are in whole seconds. */
function endOf({ root }: CliWorkspace, spec: SpecProject, since: number): SpecEnd {
  const read = readSpec({ workspaceRoot: root, spec });
  if (!read.ok) return { row: null, ended: [], gateFailed: false };
  const { ledger, plan } = read.value;
  const ended = [...plan.tasks.keys()].flatMap((id) => {
    const record = taskOf(ledger, spec.name, id);
    const isOfRun = Date.parse(record?.started_at ?? '') >= Math.floor(since / 1000) * 1000;
    return isOfRun && record?.outcome && record.outcome !== 'landed' ? [record.outcome] : [];
  });
  const gates = Object.values(specOf(ledger, spec.name)?.gates ?? {});
  return { row: specRow(read.value), ended, gateFailed: gates.some(({ status }) => status === 'failed') };
}

/**
 * The specs of a run as they stand now, and the exit code. `nxCode`: that of Nx. `isBlocked`: whether a spec of the
 * scope could not be run at all. Later is only for runs in which nothing else went wrong.
 */
export function outcomeOf(
  workspace: CliWorkspace,
  specs: readonly SpecProject[],
  since: number,
  nxCode: number,
  isBlocked: boolean,
): RunEnd {
  const ends = specs.map((spec) => endOf(workspace, spec, since));
  const rows = ends.flatMap(({ row }) => row ?? []);
  const isComplete = ends.every(({ row }) => row?.status === 'completed');
  const code = (): ExitCode => {
    if (nxCode === EXIT.interrupted) return EXIT.interrupted;
    if (isComplete && !isBlocked && nxCode === 0) return EXIT.complete;
    const ended = ends.flatMap((each) => each.ended);
    const isLater = ended.length > 0 && ended.every((outcome) => factsOf(outcome).isLater);
    const isFaulty = isBlocked || ends.some(({ gateFailed, row }) => gateFailed || row === null);
    return isLater && !isFaulty ? EXIT.later : EXIT.left;
  };
  return { rows, code: code() };
}
