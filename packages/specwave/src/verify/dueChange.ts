/** Whether a change was due where an agent made none. Pure. */
import { altersFile, asksForFolders, isMarked, makesFile, maybeNeedsNone } from './changeNeeded';
import type { Finding } from './checks/check';
import { isLooking, missingFiles } from './kindOfWork';
import type { LeftChanges } from './leftChanges';

export interface Due {
  /** Null where nothing is wrong. */
  fault: string | null;
  /** Why it passes, where that is not plain. */
  remark: string | null;
  findings: Finding[];
}

export const ALREADY_THERE = 'Nothing to change: already there.';

export function dueChange(left: Required<LeftChanges>): Due {
  const { task, changed, isRecipe, isEmptyFolder, existsAfter, existedBefore } = left;
  if (changed.length > 0) return passes(null);
  if (isRecipe) return passes('All that the task spells out was there.');
  const isNoneMissing = missingFiles(task, left).length === 0;
  // A task of running or looking that is to leave a report, and did not.
  if (isLooking(task) && isNoneMissing) return passes('None was due: the task is one of running or looking.');
  if (isMarked(task) && isNoneMissing) return passes('None was due: the task says so.');
  if (asksForFolders(task)) {
    if (task.files.some(isEmptyFolder) && task.files.every(existsAfter)) return passes(null);
    if (task.files.length === 0) return flagged('Nothing was changed: git keeps no empty folder.');
  }
  if (task.files.length > 0 && task.files.every(existedBefore)) return ofWhatStands(left);
  if (maybeNeedsNone(task)) return flagged('Nothing was changed. The task may be one that needs no change.');
  return fails(left);
}

/** All declared files were there before. */
function ofWhatStands(left: Required<LeftChanges>): Due {
  const { task, symbols } = left;
  if (!symbols.isWhole || altersFile(task)) return fails(left);
  if (makesFile(task) || symbols.named > 0) return passes(ALREADY_THERE);
  return flagged('Nothing was changed: the files that the task declares were there already.');
}

function passes(remark: string | null): Due {
  return { fault: null, remark, findings: [] };
}

function flagged(message: string): Due {
  const next = 'Look whether the task is done.';
  return {
    fault: null,
    remark: message,
    findings: [{ check: 'changed-nothing', message, next, path: null, line: null }],
  };
}

function fails({ task, existedBefore }: Required<LeftChanges>): Due {
  const there = task.files.filter(existedBefore);
  const names = there.map((path) => `\`${path}\``).join(', ');
  const already = there.length === 0 ? '' : ` ${names} existed before, and is as it was.`;
  return {
    fault: `The agent changed nothing, where a change was due.${already}`,
    remark: null,
    findings: [],
  };
}
