import type { Problem } from '../config/problem';
import type { Head } from './head';
import { idFromWords, isReserved, safeId } from './references/ids';
import type { Source } from './markdown/source';

/** Gives every task its id: the declared one where it can be used, else one from its words. */
/** What was named so before; whether that is an error is known once all references are read. */
export interface Duplicate {
  rawId: string;
  problem: Problem;
}

export function nameTasks(
  source: Source,
  heads: readonly Head[],
): { ids: string[]; problems: Problem[]; duplicates: Duplicate[] } {
  const duplicates: Duplicate[] = [];
  const problems: Problem[] = [];
  const report = (
    code: string,
    severity: Problem['severity'],
    head: Head,
    message: string,
    next: string,
  ): void => {
    problems.push({ code, severity, message, file: source.file, at: source.positionAt(head.idOffset), next });
  };
  const taken = new Map<string, Head>();
  const lastNumber = new Map<string, number>();
  const ids = new Array<string>(heads.length).fill('');
  // Files on some systems do not know capitals apart, and ids become file names.
  const take = (wanted: string, head: Head, index: number): Head | null => {
    const first = taken.get(wanted.toLowerCase()) ?? null;
    let id = wanted;
    // Going on from the last number keeps a list of many equal tasks from being counted through for each.
    let count = lastNumber.get(wanted.toLowerCase()) ?? 1;
    while (taken.has(id.toLowerCase())) id = `${wanted}-${(count += 1)}`;
    lastNumber.set(wanted.toLowerCase(), count);
    taken.set(id.toLowerCase(), head);
    ids[index] = id;
    return first;
  };
  // Declared ids come first, so that words never take a name away from somebody who wrote it down.
  heads.forEach((head, index) => {
    if (head.rawId === null) return;
    const safe = safeId(head.rawId);
    const wanted = isReserved(safe) ? `task-${safe}` : safe;
    const first = take(wanted, head, index);
    const id = ids[index] ?? wanted;
    if (safe !== head.rawId) {
      report(
        'id-characters',
        'error',
        head,
        `The task id "${head.rawId}" has characters that a target name cannot have; "${id}" is used. Expected letters, digits, ".", "_" and "-".`,
        `Write the id as ${safe}.`,
      );
    }
    if (isReserved(safe))
      report('reserved-id', 'error', head, reservedMessage(safe, id), 'Give the task another id.');
    if (first) {
      const line = source.positionAt(first.idOffset).line;
      duplicates.push({
        rawId: head.rawId,
        problem: {
          code: 'duplicate-id',
          severity: 'warning',
          message: `The task id "${head.rawId}" is used already in line ${line}; each task needs an id of its own.`,
          file: source.file,
          at: source.positionAt(head.idOffset),
          next: `Give one of the two another id (here it goes by ${id}).`,
        },
      });
    }
  });
  heads.forEach((head, index) => {
    if (head.rawId !== null) return;
    const words = idFromWords(head.title);
    take(isReserved(words) ? `task-${words}` : words, head, index);
    if (!isReserved(words)) return;
    report(
      'reserved-id',
      'warning',
      head,
      reservedMessage(words, ids[index] ?? ''),
      'Give the task an id, such as T001.',
    );
  });
  return { ids, problems, duplicates };
}

function reservedMessage(id: string, used: string): string {
  return `"${id}" is the name of a target that every spec has, so a task cannot be called so; "${used}" is used.`;
}
