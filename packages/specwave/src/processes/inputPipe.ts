/** Standard input as a shell makes it: a pipe. What Node calls a pipe is a socket, which programs tell from one. */
import { spawnSync } from 'node:child_process';
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

/**
 * Null where this system makes none (no `mkfifo`, a file system without named pipes). Of a socket `/dev/stdin` cannot be
 * opened, bash takes it for a login over the network, and programs that ask for a pipe or a file take it for a terminal.
 */
export function openInputPipe(): InputPipe | null {
  const ends = openEnds();
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

/** Node has no call for a pipe without a name: one with a name is made, opened, and its name taken away. */
function openEnds(): { read: number; write: number } | null {
  const opened: number[] = [];
  const open = (path: string, flags: number): number => {
    const fd = openSync(path, flags);
    opened.push(fd);
    return fd;
  };
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'specwave-input-'));
    const path = join(folder, 'input');
    if (spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' }).status !== 0) return null;
    // Neither end can be opened without the other, but both together can.
    const both = open(path, constants.O_RDWR | constants.O_NONBLOCK);
    // Without O_NONBLOCK: the program shares this very end, and `cat` cannot do with one that does not wait.
    const read = open(path, constants.O_RDONLY);
    const write = open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    closeSync(both);
    return { read, write };
  } catch {
    for (const fd of opened) closeSync(fd);
    return null;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}
