/** The end of what an agent said, of a stored result. It may come from any cache: read within bounds, through no link. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { folderOf } from './resultStore';

const event = z.looseObject({ at: z.string().catch(''), type: z.string() });
export type TranscriptEvent = z.infer<typeof event>;

/** The events in the last `limit` bytes of a task's transcript; none where there is no transcript. */
export function transcriptTail(
  workspaceRoot: string,
  spec: string,
  task: string,
  limit: number,
): TranscriptEvent[] {
  const folder = folderOf(workspaceRoot, spec, task);
  const text = folder.ok ? tailOf(join(folder.value, 'transcript.jsonl'), limit) : '';
  return text.split('\n').flatMap((line) => {
    const parsed = event.safeParse(parsedLine(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // Cut in the middle, or no line of ours.
  }
}

function tailOf(path: string, limit: number): string {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return '';
    const bytes = Buffer.alloc(Math.min(stat.size, limit));
    const read = readSync(fd, bytes, 0, bytes.length, stat.size - bytes.length);
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(fd);
  }
}
