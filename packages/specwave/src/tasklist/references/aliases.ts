import { normaliseRef } from './ids';

/** How people refer to tasks, and how that is brought to one form. */

/** Nobody refers to a task by more words than this. */
const LONGEST_TITLE = 120;
const NUMBERED = /^(?:t|task)?(\d+(?:\.\d+)*[a-z]?)$/;

/**
 * The aliases of each task, in the order given. A form that two tasks could be meant by is nobody's,
 * except where one of them is written so: `T1` and `Task 1` find `T001` and `task-1` beside each other.
 */
export function aliasesOf(tasks: readonly { id: string; title: string }[]): string[][] {
  const owners = new Map<string, { native: Set<number>; derived: Set<number> }>();
  const claim = (alias: string, index: number, kind: 'native' | 'derived'): void => {
    if (alias === '') return;
    const entry = owners.get(alias) ?? { native: new Set<number>(), derived: new Set<number>() };
    entry[kind].add(index);
    owners.set(alias, entry);
  };
  tasks.forEach((task, index) => {
    const own = normaliseRef(task.id);
    claim(own, index, 'native');
    const number = NUMBERED.exec(own)?.[1];
    if (number !== undefined) {
      for (const alias of [number, `t${number}`, `task${number}`]) claim(alias, index, 'derived');
    }
    for (const member of membersOf(task.id)) claim(normaliseRef(member), index, 'derived');
    if (task.title.length <= LONGEST_TITLE) claim(normaliseRef(task.title), index, 'derived');
  });
  const aliases: string[][] = tasks.map(() => []);
  for (const [alias, { native, derived }] of owners) {
    const claimants = native.size > 0 ? native : derived;
    const [owner] = claimants;
    if (claimants.size === 1 && owner !== undefined) aliases[owner]?.push(alias);
  }
  return aliases;
}

const RANGE =
  /^([A-Za-z]*[-_]?(?:\d+\.)*)(\d+)\s*(?:-|–|—|\.\.\.?|…|\bto\b|\bthrough\b)\s*([A-Za-z]*[-_]?(?:\d+\.)*)(\d+)$/;
const LONGEST_RANGE = 500;

/** `T001-T003` taken apart (also `T001-003`, `1.1-1.3`); an empty list for what is no range. */
export function membersOf(range: string): string[] {
  const match = RANGE.exec(range.trim());
  if (!match) return [];
  const [, prefix = '', first = '', secondPrefix = '', last = ''] = match;
  if (secondPrefix !== '' && secondPrefix.toLowerCase() !== prefix.toLowerCase()) return [];
  // `T1-2` is a sub-task of T1 rather than a range; only equally wide numbers are one without the prefix.
  if (secondPrefix === '' && prefix !== '' && first.length !== last.length) return [];
  const [from, to] = [Number(first), Number(last)];
  if (to <= from || to - from >= LONGEST_RANGE) return [];
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const number = String(from + index);
    return prefix + (first.startsWith('0') ? number.padStart(first.length, '0') : number);
  });
}
