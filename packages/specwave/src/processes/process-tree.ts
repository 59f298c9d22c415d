/**
 * Ends a program together with all that it started. A group signal alone is not enough: agents run their
 * shells in sessions of their own, and what a dead parent leaves behind belongs to nobody.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { execaSync } from 'execa';

/** Environment variable that all processes of one run carry, found again in `/proc/<pid>/environ` (Linux only). */
export const RUN_MARK = 'SPECWAVE_RUN_MARK';

const POLL_MS = 20;
/** A process that forks as fast as it is killed must not hold us for ever. */
const KILL_ROUNDS = 50;

interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** Clock ticks on Linux, milliseconds elsewhere. With the pid it names a process for good: pids are used again. */
  started: number;
}

/** The program that a run started, and how its relatives are known. */
export interface Root {
  pid: number;
  mark: string;
  started: number;
}

/** To be called right after the start: a child that has ended already can still be read then, as a zombie. */
export function rootOf(pid: number, mark: string): Root {
  const entry = process.platform === 'linux' ? readStat(pid) : undefined;
  return { pid, mark, started: entry?.started ?? 0 };
}

/**
 * Ends the root, if it still runs, and every process that comes from it: SIGTERM to their groups, up to
 * `graceMs` to go in peace, then SIGKILL to each. Resolves when none is left; at once where there is none.
 */
export async function endFamily(root: Root, graceMs: number): Promise<void> {
  // Listed before anything is killed: descendants of a dead process can no longer be told by their parent.
  let family = lookAgain(root, []);
  if (family.length === 0) {
    return;
  }
  sendTo(family, root, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (family.length > 0 && Date.now() < deadline) {
    await delay(Math.min(POLL_MS, Math.max(1, deadline - Date.now())));
    family = lookAgain(root, family);
  }
  for (let round = 0; family.length > 0 && round < KILL_ROUNDS; round += 1) {
    sendTo(family, root, 'SIGKILL');
    await delay(POLL_MS);
    family = lookAgain(root, family);
  }
}

/** Those of `known` that still live, and all relatives of them and of the root. */
function lookAgain(root: Root, known: readonly ProcessEntry[]): ProcessEntry[] {
  const knownNames = new Set(known.map(nameOf));
  const processes = listProcesses().filter((entry) => entry.pid !== process.pid && entry.pid > 1);
  const family = new Map<number, ProcessEntry>();
  for (const entry of processes) {
    if (knownNames.has(nameOf(entry)) || belongsTo(entry, root)) {
      family.set(entry.pid, entry);
    }
  }
  let size = -1;
  while (size !== family.size) {
    size = family.size;
    for (const entry of processes) {
      if (family.has(entry.parent)) {
        family.set(entry.pid, entry);
      }
    }
  }
  return [...family.values()];
}

function belongsTo(entry: ProcessEntry, root: Root): boolean {
  if (entry.started < root.started) {
    return false;
  }
  // The root leads a session and a group of its own; both keep its pid after its death.
  return (
    entry.pid === root.pid ||
    entry.group === root.pid ||
    entry.session === root.pid ||
    hasMark(entry, root.mark)
  );
}

function hasMark(entry: ProcessEntry, mark: string): boolean {
  if (process.platform !== 'linux') {
    return false;
  }
  try {
    return readFileSync(`/proc/${entry.pid}/environ`, 'latin1')
      .split('\0')
      .some((variable) => variable.startsWith(`${RUN_MARK}=`) && variable.includes(mark));
  } catch {
    // Gone by now, or of another user.
    return false;
  }
}

function sendTo(family: readonly ProcessEntry[], root: Root, signal: NodeJS.Signals): void {
  const pids = new Set(family.map((entry) => entry.pid));
  // Groups catch what was forked since the listing. Only groups that were made inside the family.
  const groups = new Set(
    family.map((entry) => entry.group).filter((group) => group === root.pid || pids.has(group)),
  );
  for (const target of [...[...groups].map((group) => -group), ...pids]) {
    try {
      process.kill(target, signal);
    } catch {
      // Gone by now (ESRCH), or not ours to end (EPERM).
    }
  }
}

function nameOf(entry: ProcessEntry): string {
  return `${entry.pid}@${entry.started}`;
}

/** All living processes; zombies are not among them. */
function listProcesses(): ProcessEntry[] {
  if (process.platform !== 'linux') {
    return listWithPs();
  }
  return readdirSync('/proc').flatMap((name) => {
    const entry = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    return entry === undefined || entry.dead ? [] : [entry];
  });
}

/** See proc_pid_stat(5). The name of the program, in parentheses, may itself hold spaces and parentheses. */
function readStat(pid: number): (ProcessEntry & { dead: boolean }) | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number): number => Number(fields[index]);
  const dead = fields[0] === 'Z' || fields[0] === 'X';
  return { pid, parent: at(1), group: at(2), session: at(3), started: at(19), dead };
}

function listWithPs(): ProcessEntry[] {
  const { stdout } = execaSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='], { reject: false });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [pid, parent, group, state, ...started] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined || state.startsWith('Z')) {
      return [];
    }
    // `ps` has no portable column for the session.
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: 0,
        started: Date.parse(started.join(' ')),
      },
    ];
  });
}
