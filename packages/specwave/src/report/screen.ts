/**
 * Where the user looks. Nx runs the hooks of plugins in its daemon where it has one, and what they print ends in the
 * daemon's log (seen with nx 24.0.6). So the summary is written to the terminal, pipe or file that the `nx` command
 * itself writes to. A courtesy only: where that cannot be found, nothing is lost but the lines on the screen.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { isatty } from 'node:tty';

export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  /** Of a terminal only. */
  columns?: number;
  rows?: number;
}

/** The system counts a start in hundredths of a second. */
const CLOCK_ERROR_MS = 50;

interface Command {
  pid: number;
  parent: number;
  /** When it started, in milliseconds since 1970; null where the system does not tell. */
  startedAt: number | null;
  /** The words it was started with, joined by spaces. */
  words: string;
  /** Where it was started, where the system tells. */
  folder: string | null;
  /** A path by which another process can write to its standard output. */
  output: string;
}

function commandOnLinux(pid: number): Command {
  // proc(5): the name stands in brackets and may hold anything; the parent is the second field after it.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const parent = Number(fields[1]);
  // Its 22nd field: ticks since the machine was started, 100 a second on every Linux that Node runs on.
  const startedAt = Date.now() - (uptime() - Number(fields[19]) / 100) * 1000;
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1).join(' ');
  return {
    pid,
    parent,
    startedAt,
    words,
    folder: readlinkSync(`/proc/${pid}/cwd`),
    output: `/proc/${pid}/fd/1`,
  };
}

function runningCommands(): Command[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((name) => {
      try {
        return /^\d+$/.test(name) ? [commandOnLinux(Number(name))] : [];
      } catch {
        return []; // Ended meanwhile, or another user's.
      }
    });
  }
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,tty=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, tty, words] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return tty === undefined || words === undefined
      ? []
      : [
          {
            pid: Number(pid),
            parent: Number(parent),
            startedAt: null,
            words,
            folder: null,
            output: `/dev/${tty}`,
          },
        ];
  });
}

function isAncestor(pid: number, commands: readonly Command[]): boolean {
  const parents = new Map(commands.map((command) => [command.pid, command.parent]));
  for (let each = parents.get(process.pid); each !== undefined && each > 1; each = parents.get(each)) {
    if (each === pid) return true;
  }
  return false;
}

function openedScreen(path: string): Screen {
  return {
    get isTTY() {
      const fd = openSync(path, 'a');
      const isTerminal = isatty(fd);
      closeSync(fd);
      return isTerminal;
    },
    write(text) {
      const fd = openSync(path, 'a');
      writeSync(fd, text);
      closeSync(fd);
    },
  };
}

/**
 * The screen of the `nx` command with these words (its `process.argv`), whose run began at `startTime` (milliseconds
 * since 1970); this process's own output where it is not found.
 */
export function screenOfCommand(argv: readonly string[], workspaceRoot: string, startTime: number): Screen {
  try {
    const commands = runningCommands();
    const asked = ` ${argv.slice(2).join(' ')}`;
    // The same words may run in another workspace at the same time.
    const isHere = (folder: string): boolean => `${folder}/`.startsWith(`${workspaceRoot}/`);
    const alike = commands.filter(
      ({ words, folder }) =>
        words.includes('nx') && words.endsWith(asked) && (folder === null || isHere(folder)),
    );
    // The same words may run in two terminals: a run begins soon after its command was started.
    const before = alike.filter(
      ({ startedAt }) => startedAt === null || startedAt <= startTime + CLOCK_ERROR_MS,
    );
    const found = before.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
    if (!found) return process.stdout;
    // What a plugin prints reaches `nx` by a pipe that it may not have read when it exits (seen with nx 24.0.6): on
    // Linux the direct way is safe whatever it leads to; elsewhere it leads to the terminal, even of `nx ... > log`.
    if (process.platform !== 'linux' && isAncestor(found.pid, commands)) return process.stdout;
    const screen = openedScreen(found.output);
    return screen.isTTY === undefined ? process.stdout : screen;
  } catch {
    return process.stdout;
  }
}
