/**
 * `.nx/specwave/spending/<run>/<launch>.json`: what each launch of an agent costs, as far as it has told. A run is one
 * `nx` command, whose tasks are processes of their own: a file per launch has one writer, so live figures need no lock.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Result } from '../config/problem';
import { errorCode } from '../config/systemError';
import { sha256 } from '../plan/digest';
import { mostOf, spentTogether, type Spent, type Usage } from '../plan/price';
import { startOf } from '../processes/process-tree';
import { type Holder, holderSchema, lifeOf, newHolder } from './holder';
import { folderIn } from './leaseFile';
import { usageSchema } from './resultSchema';
import { namesIn } from './onDisk';
import { readState, replaceState } from './stateFile';
import { STATE_FOLDER } from './stateFolder';

const SPENDING = 'spending';

/** An account of another machine, of whose processes nobody here can tell: no run takes so long. */
const OLD_MS = 30 * 24 * 3_600_000;

const amount = z.number().nonnegative();

const launchSchema = z.object({
  /** The `nx` process. */
  run: holderSchema,
  /** The process that has launched the agent. */
  holder: holderSchema,
  spec: z.string(),
  task: z.string(),
  agent: z.string(),
  startedAt: z.iso.datetime(),
  /** What was paid for the task before this launch: with `usage`, all that was. */
  before: z.object({ cost_usd: amount, input_tokens: amount, output_tokens: amount }),
  usage: usageSchema,
  ended: z.boolean(),
  /** The cap that it was launched under, US dollars; null: none. */
  capUsd: amount.nullable(),
});

export type Launch = z.infer<typeof launchSchema>;

/** All launches of one run. */
export interface Account {
  name: string;
  launches: Launch[];
}

/** What a new launch is entered with. */
export type NewLaunch = Pick<Launch, 'spec' | 'task' | 'agent' | 'before' | 'capUsd'>;

export interface OpenLaunch {
  /** What it has used so far, in all; figures never go back. Does nothing where nothing is new. */
  update(usage: Usage): void;
  end(usage: Usage): void;
}

let run: Holder | undefined;

/**
 * The run that this process belongs to: the innermost `nx` around it, in nx 23 the outermost, else its parent. Source:
 * `tasks-runner/task-env.js` of nx 24.0.6 and 23.3.2.
 */
function thisRun(): Holder {
  const { NX_INVOCATION_ANCESTOR_PIDS: ancestors, NX_INVOCATION_ROOT_PID: root } = process.env;
  run ??= describeRun(ancestors ?? root);
  return run;
}

function describeRun(ancestors: string | undefined): Holder {
  const innermost = Number(ancestors?.split(',').at(-1));
  const pid = Number.isInteger(innermost) && innermost > 0 ? innermost : process.ppid;
  const start = startOf(pid);
  const started = typeof start === 'number' && Number.isFinite(start) ? start : null;
  return { ...newHolder(), pid, started };
}

function nameOf({ pid, started, host, boot, namespace }: Holder): string {
  return `${pid}-${sha256(started, host, boot, namespace).slice(0, 12)}`;
}

/**
 * Enters a launch of this run. To be called while holding the workspace's lock, after a look at what was spent.
 * Problems: `spending-unwritable`, those of the folder.
 */
export function openLaunch(workspaceRoot: string, launch: NewLaunch): Result<OpenLaunch> {
  const folder = folderIn(workspaceRoot, `${SPENDING}/${nameOf(thisRun())}`);
  if (!folder.ok) return folder;
  const holder = newHolder();
  const path = join(folder.value, `${holder.token}.json`);
  let current: Launch = {
    ...launch,
    run: thisRun(),
    holder,
    startedAt: new Date().toISOString(),
    usage: {},
    ended: false,
  };
  try {
    replaceState(path, current);
  } catch (error) {
    return fail({
      code: 'spending-unwritable',
      severity: 'error',
      message: `What the agent costs could not be written down (${errorCode(error)}), so it was not started; a folder that can be written was expected.`,
      file: `${STATE_FOLDER}/${SPENDING}`,
      next: `Make ${STATE_FOLDER}/${SPENDING} writable.`,
    });
  }
  const write = (change: Partial<Launch>): void => {
    const next = { ...current, ...change };
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    try {
      replaceState(path, current);
    } catch {
      // The next figures are written again; the agent is running, and nobody would gain by ending it.
    }
  };
  return ok({
    update: (usage) => write({ usage: mostOf(current.usage, usage) }),
    end: (usage) => write({ usage: mostOf(current.usage, usage), ended: true }),
  });
}

function accountIn(folder: string, name: string): Account {
  const launches = namesIn(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => readState(join(folder, file), launchSchema) ?? []);
  return { name, launches };
}

/** What this run has launched so far. */
export function ownAccount(workspaceRoot: string): Account {
  const name = nameOf(thisRun());
  const folder = folderIn(workspaceRoot, `${SPENDING}/${name}`);
  return folder.ok ? accountIn(folder.value, name) : { name, launches: [] };
}

/** The accounts of all runs that are not forgotten yet. */
export function listAccounts(workspaceRoot: string): Account[] {
  const root = folderIn(workspaceRoot, SPENDING);
  return root.ok ? namesIn(root.value).map((name) => accountIn(join(root.value, name), name)) : [];
}

/** Whether its run is over: its `nx` process is gone. An account without a launch that can be read is over too. */
export function isClosed({ launches }: Account, now: number): boolean {
  return launches.every((launch) => {
    const life = lifeOf(launch.run);
    return life === 'dead' || (life === 'unknown' && now - Date.parse(launch.startedAt) > OLD_MS);
  });
}

/** Forgets an account. To be called while holding the workspace's lock, once its figures stand in the ledger. */
export function dropAccount(workspaceRoot: string, { name }: Account): void {
  const folder = folderIn(workspaceRoot, `${SPENDING}/${name}`);
  try {
    if (folder.ok) rmSync(folder.value, { recursive: true, force: true });
  } catch {
    // The next run tries again.
  }
}

/** What the launches of an account cost together, those that still run with what they have told so far. */
export function spentIn({ launches }: Account): Spent {
  return spentTogether(launches.map(({ usage }) => usage));
}

/** Whose agents are at work now. */
export function runningIn({ launches }: Account): Launch[] {
  return launches.filter(({ ended, holder }) => !ended && lifeOf(holder) !== 'dead');
}
