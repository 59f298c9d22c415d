/**
 * Ends a program together with all that it started. A group signal alone is not enough: agents run their
 * shells in sessions of their own, and what a dead parent leaves behind belongs to nobody.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../config/systemError';

/**
 * Environment variable that all processes of one run carry, found again in `/proc/<pid>/environ` (Linux only).
 * Marks of runs within runs are joined by `:`.
 */
export const RUN_MARK = 'SPECWAVE_RUN_MARK';

/** No process has this pid, nor a group or session of this name (kernel threads are of group 0). */
const NO_PID = -1;
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

/**
 * Ends every process that carries `mark` in {@link RUN_MARK}, and what comes from these, as {@link endFamily} does:
 * for who finds the mark of a run that died. Linux only; elsewhere it finds none. Does nothing where this very
 * process carries the mark: it would end those that it works for.
 */
export async function endMarked(mark: string, graceMs: number): Promise<void> {
  if (process.platform !== 'linux' || marksIn(process.env[RUN_MARK]).includes(mark)) {
    return;
  }
  await endFamily({ pid: NO_PID, mark, started: 0 }, graceMs);
}

/**
 * When the process with this pid started, in a unit of this machine's own (see `ProcessEntry`): only to be compared.
 * `gone` where there is none, or a zombie; `unknown` where there is one and no more can be read of it.
 */
export function startOf(pid: number): number | 'gone' | 'unknown' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is another user's.
    if (errorCode(error) === 'ESRCH') {
      return 'gone';
    }
  }
  if (process.platform !== 'linux') {
    return listWithPs().find((entry) => entry.pid === pid)?.started ?? 'unknown';
  }
  const entry = readStat(pid);
  if (entry === undefined) {
    return 'unknown';
  }
  return entry.dead ? 'gone' : entry.started;
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
      .some(
        (variable) =>
          variable.startsWith(`${RUN_MARK}=`) && marksIn(variable.slice(RUN_MARK.length + 1)).includes(mark),
      );
  } catch {
    // Gone by now, or of another user.
    return false;
  }
}

function marksIn(value: string | undefined): string[] {
  return value?.split(':') ?? [];
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

/** Without execa: who only asks whether a process lives need not pay 30 ms for loading it. */
function listWithPs(): ProcessEntry[] {
  // Dates as all processes of this machine read them alike, whatever their time zone and language.
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
  const columns = ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='];
  const { stdout } = spawnSync('ps', columns, { encoding: 'utf8', env, maxBuffer: 2 ** 26 });
  // Null where there is no `ps`, whatever the types say.
  const lines = (stdout as string | null)?.split('\n') ?? [];
  return lines.flatMap((line) => {
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
        started: Date.parse(`${started.join(' ')} UTC`),
      },
    ];
  });
}
