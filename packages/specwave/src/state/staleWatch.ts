/** When a lock is broken: its holder gives no signs of life, or its process is gone. */
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import * as z from 'zod';
import { holderSchema, lifeOf } from './holder';

/** A lock whose holder's process is gone must stay unchanged for so long before it is broken. */
const DEAD_MS = 1000;

/**
 * In the file beside the lock. It is marked when the lock is let go of: else a new holder, between taking the lock
 * and writing its own name, would be mistaken for the last one, whose process may have ended since.
 */
const noteSchema = z.object({ ...holderSchema.shape, since: z.string(), released: z.boolean() });

export type HolderNote = z.infer<typeof noteSchema>;

/**
 * Watches whether the lock's holder gives signs of life: the time on the lock changes, or the holder's name. It
 * measures on this process's own clock, which does not jump and does not count the time that the machine was
 * suspended.
 */
export class StaleWatch {
  private seen: Sight | undefined;
  private since = performance.now();

  constructor(
    private readonly path: string,
    private readonly holderFile: string,
    private readonly staleMs: number,
  ) {}

  breakIfStale(): void {
    const sight = this.look();
    if (sight === undefined || !isSame(sight, this.seen)) {
      this.seen = sight;
      this.since = performance.now();
      return;
    }
    const silence = performance.now() - this.since;
    if (silence > this.staleMs || (silence > DEAD_MS && isDead(sight.holder))) this.breakLock(sight);
  }

  private look(): Sight | undefined {
    const mark = markOf(this.path);
    return mark === undefined ? undefined : { mark, holder: textOf(this.holderFile) };
  }

  /** One contender at a time looks again and removes: so none removes the lock of the one who was faster. */
  private breakLock(sight: Sight): void {
    const breaker = `${this.path}.breaking`;
    try {
      mkdirSync(breaker);
    } catch {
      const started = markOf(breaker);
      // Whoever was breaking it died between two system calls.
      if (started !== undefined && Date.now() - started > this.staleMs) removeFolder(breaker);
      return;
    }
    if (isSame(sight, this.look())) {
      // The name goes first: it must not stand beside the lock of the next one.
      removeFile(this.holderFile);
      removeFolder(this.path);
    }
    removeFolder(breaker);
  }
}

/** The time on the lock, and the text of the file that names its holder. */
interface Sight {
  mark: number;
  holder: string | null;
}

function isSame(one: Sight, other: Sight | undefined): boolean {
  return one.mark === other?.mark && one.holder === other.holder;
}

/** Whether the text names a process that held the lock when it ended. */
function isDead(text: string | null): boolean {
  if (text === null) return false;
  try {
    const holder = noteSchema.safeParse(JSON.parse(text)).data;
    return holder !== undefined && !holder.released && lifeOf(holder) === 'dead';
  } catch {
    return false;
  }
}

function markOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

export function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Another one was faster; or it cannot be removed, then waiting ends with a problem that names it.
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Then it names the wrong one until the next holder writes its own.
  }
}

/** Null where it cannot be read. */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
