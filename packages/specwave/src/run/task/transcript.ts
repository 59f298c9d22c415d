/** What an agent did, as it happened: evidence for people, and no part of the result's worth. */
import { closeSync, constants, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AgentEvent } from '../../agents/driver';

/** In the folder of the task's lease. */
export const TRANSCRIPT = 'transcript.jsonl';

/** In bytes. The transcript is part of what caches keep and send. */
const MAX_SIZE = 20 * 1024 * 1024;
/** Kept free for the line that says that the rest is missing. */
const LAST_LINE_SIZE = 256;
const CUT = { type: 'transcript-cut', limit_bytes: MAX_SIZE };

export interface Transcript {
  /** Appends one line at once. Nothing after the cut, or after `close`. */
  add(event: AgentEvent): void;
  close(): void;
}

/**
 * Appends events to a file (absolute path; made with its folder where it is missing) as JSON lines
 * `{ "at": ISO time, ...event }`, every string of them redacted. Each is handed to the system at once, so
 * that a kill leaves what was said. At 20 MB a last line `{ "at", "type": "transcript-cut", "limit_bytes" }`
 * ends it. A file that cannot be opened or written to costs the transcript, never the agent's work.
 */
export function openTranscript(file: string, redact: (text: string) => string): Transcript {
  let fd = open(file);
  let size = fd === null ? 0 : fstatSync(fd).size;

  const close = (): void => {
    if (fd !== null) closeSync(fd);
    fd = null;
  };
  const write = (entry: object): void => {
    if (fd === null) return;
    const line = lineOf(entry, redact);
    const isLast = size + line.length > MAX_SIZE - LAST_LINE_SIZE;
    try {
      writeFileSync(fd, isLast ? lineOf(CUT, redact) : line);
      size += line.length;
    } catch {
      close();
    }
    if (isLast) close();
  };
  // An earlier attempt has filled it.
  if (size > MAX_SIZE - LAST_LINE_SIZE) close();
  return { add: write, close };
}

function lineOf(entry: object, redact: (text: string) => string): Buffer {
  const safe = (_: string, value: unknown): unknown => (typeof value === 'string' ? redact(value) : value);
  const rest = JSON.stringify(entry, safe).slice(1);
  return Buffer.from(`{"at":${JSON.stringify(new Date().toISOString())},${rest}\n`);
}

/** Null where it cannot be opened. A link in its place is not followed. */
function open(file: string): number | null {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, flags);
  } catch {
    return null;
  }
}
