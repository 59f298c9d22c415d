/** Writes `.nx/specwave/report.html`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { reportFacts, specsOfLastRun } from '../answers/reportFacts';
import { fail, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { readLedger } from '../ledger/store';
import type { ReportAnswer } from '../report/page/facts';
import { reportPage } from '../report/page/page';
import { replaceText } from '../state/stateFile';
import { STATE_FOLDER, stateFolder } from '../state/stateFolder';
import type { SpecProject } from '../workspace/context';

/** Relative to the workspace root. */
export const REPORT_FILE = `${STATE_FOLDER}/report.html`;

/** Tasks that end soon after one another: writing it for each would cost more than they do. In milliseconds. */
const FRESH_MS = 2000;

/** Writes the report of these specs. `goesOn`: of a run that is under way. Problems: `report-unwritable`, those of what is read. */
export function writeReport(
  workspaceRoot: string,
  specs: readonly SpecProject[],
  goesOn = false,
): Result<ReportAnswer> {
  const facts = reportFacts(workspaceRoot, specs, new Date(), goesOn);
  if (!facts.ok) return facts;
  const state = stateFolder(workspaceRoot);
  if (!state.ok) return state;
  try {
    replaceText(join(state.value, 'report.html'), reportPage(facts.value));
    return facts;
  } catch (error) {
    return fail({
      code: 'report-unwritable',
      severity: 'error',
      message: `The report could not be written (${errorCode(error)}); a folder that can be written was expected.`,
      file: REPORT_FILE,
      next: `Make ${STATE_FOLDER} writable.`,
    });
  }
}

/**
 * The report of the last run, as its tasks end (`step`) and when all is over (`end`). A courtesy: nothing that goes wrong
 * here may undo what a task has come to.
 */
export function refreshReport(
  workspaceRoot: string,
  all: readonly SpecProject[],
  when: 'step' | 'end',
): void {
  try {
    if (when === 'step' && isFresh(workspaceRoot)) return;
    const ledger = readLedger(workspaceRoot);
    if (ledger.ok) writeReport(workspaceRoot, specsOfLastRun(ledger.value, all), when === 'step');
  } catch {
    // `specwave report` says what is wrong.
  }
}

function isFresh(workspaceRoot: string): boolean {
  const stat = statSync(join(workspaceRoot, REPORT_FILE), { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < FRESH_MS;
}
