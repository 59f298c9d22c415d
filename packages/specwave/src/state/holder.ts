/** Who holds a lock or a lease, written down so that others can tell whether that process still lives. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { startOf } from '../processes/process-tree';

/** What is null could not be told on this machine. */
export const holderSchema = z.object({
  pid: z.int().positive(),
  /** When the process started, see `startOf`: with the pid it names a process for good. */
  started: z.number().nullable(),
  host: z.string(),
  /** `/etc/machine-id`: tells two machines of one name apart. */
  machine: z.string().nullable(),
  /** The kernel's id of this boot (Linux). */
  boot: z.string().nullable(),
  /** The namespace that the pid counts in (Linux): containers have their own. */
  namespace: z.string().nullable(),
  /** Of this one holding, not of the process. */
  token: z.string().min(1),
});

export type Holder = z.infer<typeof holderSchema>;

let self: Omit<Holder, 'token'> | undefined;

/** This process, with a new token. */
export function newHolder(): Holder {
  self ??= describeSelf();
  return { ...self, token: randomUUID() };
}

/**
 * Whether the holder's process lives. `unknown`: it belongs to another machine or container, of which only a
 * heartbeat tells. A stopped process is alive, and so is one of which no more can be read than that it is there.
 */
export function lifeOf(holder: Holder): 'alive' | 'dead' | 'unknown' {
  const here = newHolder();
  if (holder.namespace !== here.namespace) return 'unknown';
  if (holder.boot !== here.boot) return isSameMachine(holder, here) ? 'dead' : 'unknown';
  // The id of a boot is of one machine only, whatever its name is now.
  if (holder.boot === null && holder.host !== here.host) return 'unknown';
  const start = startOf(holder.pid);
  if (start === 'gone') return 'dead';
  return start === 'unknown' || holder.started === null || start === holder.started ? 'alive' : 'dead';
}

/** For two boots. Names alone are not enough: many machines are called `localhost`. */
function isSameMachine(one: Holder, other: Holder): boolean {
  const known = one.boot !== null && other.boot !== null && one.machine !== null;
  return known && one.machine === other.machine && one.host === other.host;
}

function describeSelf(): Omit<Holder, 'token'> {
  const start = startOf(process.pid);
  return {
    pid: process.pid,
    started: typeof start === 'number' && Number.isFinite(start) ? start : null,
    host: hostname(),
    machine: orNull(() => readFileSync('/etc/machine-id', 'utf8')),
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Null where there is no such file, as on other systems, and where it is empty, as in containers. */
function orNull(read: () => string): string | null {
  try {
    return read().trim() || null;
  } catch {
    return null;
  }
}
