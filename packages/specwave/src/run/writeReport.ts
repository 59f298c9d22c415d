/** Writes `.nx/specwave/report.html`. */
import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportFacts, specsOfLastRun } from '../answers/reportFacts';
import { fail, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { readLedger } from '../ledger/store';
import type { ReportAnswer } from '../report/page/facts';
import { reportPage } from '../report/page/page';
import { STATE_FOLDER, stateFolder } from '../state/stateFolder';
import type { SpecProject } from '../workspace/context';

/** Relative to the workspace root. */
export const REPORT_FILE = `${STATE_FOLDER}/report.html`;

/** Tasks that end soon after one another: writing it for each would cost more than they do. In milliseconds. */
const FRESH_MS = 2000;

/** Writes the report of these specs; whoever reads it finds the old one or the new one. Problems: `report-unwritable`, those of what is read. */
export function writeReport(workspaceRoot: string, specs: readonly SpecProject[]): Result<ReportAnswer> {
  const facts = reportFacts(workspaceRoot, specs, new Date());
  if (!facts.ok) return facts;
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  const path = join(state.value, 'report.html');
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, reportPage(facts.value), { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    return fail({
      code: 'report-unwritable',
      severity: 'error',
      message: `The report could not be written (${errorCode(error)}); a folder that can be written was expected.`,
      file: REPORT_FILE,
      next: `Make ${STATE_FOLDER} writable.`,
    });
  }
  return facts;
}

/** While a run goes on, as tasks land: the specs of the run. A courtesy: what goes wrong costs the report only. */
export function refreshReport(workspaceRoot: string, all: readonly SpecProject[], isEnd: boolean): void {
  const ledger = readLedger(workspaceRoot);
  if (!ledger.ok || (!isEnd && isFresh(workspaceRoot))) return;
  writeReport(workspaceRoot, specsOfLastRun(ledger.value, all));
}

function isFresh(workspaceRoot: string): boolean {
  const stat = statSync(join(workspaceRoot, REPORT_FILE), { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < FRESH_MS;
}
