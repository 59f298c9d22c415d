/** Standard input as a shell makes it: a pipe. What Node calls a pipe is a socket, which programs tell from one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

export interface InputPipe {
  /** For the program to read from; to be closed here (`handedOn`) once it has been started. */
  readEnd: number;
  /** To write to. What nobody reads any more is dropped, without an error. */
  writer: Writable;
  handedOn(): void;
}

interface Ends {
  read: number;
  write: number;
}

/**
 * Null where this system makes none. Of a socket `/dev/stdin` cannot be opened, bash takes it for a login over the network,
 * and programs that ask for a pipe or a file take it for a terminal.
 */
export async function openInputPipe(): Promise<InputPipe | null> {
  const ends = process.platform === 'linux' ? ((await namelessPipe()) ?? namedPipe()) : namedPipe();
  if (ends === null) return null;
  const writer = new Socket({ fd: ends.write, readable: false, writable: true });
  writer.on('error', () => undefined);
  let isOpen = true;
  return {
    readEnd: ends.read,
    writer,
    handedOn: () => {
      if (isOpen) closeSync(ends.read);
      isOpen = false;
    },
  };
}

/** A shell reads on a pipe what a command in it says. This one says who has that pipe; as 3, for `>&2` moves its 1 meanwhile. */
const HOLDER = "held=$(exec sh -c 'exec 3>&1; echo $$ >&2; exec sleep 10')";

/**
 * Node has no call for a pipe without a name: a shell makes one, and both ends are opened from there (proc(5)). It is not the
 * same as one with a name: that makes whoever opens `/dev/stdin` wait for a writer, for ever where all was written before.
 */
async function namelessPipe(): Promise<Ends | null> {
  const holder = spawn('sh', ['-c', HOLDER], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  try {
    const said = once(holder.stderr, 'data').then(String);
    const pid = await Promise.race([said, once(holder, 'exit').then(() => '')]);
    return /^\d+\s*$/.test(pid) ? opened(`/proc/${pid.trim()}/fd/3`) : null;
  } catch {
    return null;
  } finally {
    endHolder(holder.pid);
  }
}

function endHolder(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}

function namedPipe(): Ends | null {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'specwave-input-'));
    const path = join(folder, 'input');
    if (spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' }).status !== 0) return null;
    return opened(path);
  } catch {
    return null;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** Both ends of the pipe at this path. Throws what the file system throws. */
function opened(path: string): Ends {
  const fds: number[] = [];
  const open = (flags: number): number => {
    const fd = openSync(path, flags);
    fds.push(fd);
    return fd;
  };
  try {
    // Neither end can be opened without the other, but both together can.
    const both = open(constants.O_RDWR | constants.O_NONBLOCK);
    // Without O_NONBLOCK: the program shares this very end, and `cat` cannot do with one that does not wait.
    const read = open(constants.O_RDONLY);
    const write = open(constants.O_WRONLY | constants.O_NONBLOCK);
    closeSync(both);
    return { read, write };
  } catch (error) {
    for (const fd of fds) closeSync(fd);
    throw error;
  }
}
