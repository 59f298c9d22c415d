/**
 * What is to be installed since results have landed (`.nx/specwave/install.json`), and the lock files that were made in
 * the course of it (`lock-files.json`). The first is written before a result lands and taken away when all is installed:
 * whenever a run is killed, the next one knows. To be written while holding the workspace's lock, or the lease below.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Result } from '../config/problem';
import { readState, writeState } from './stateFile';
import { STATE_FOLDER, stateFolder } from './stateFolder';

/** The lease on installing, in the terms of `takeLease`. No spec has this name. */
export const INSTALL_LEASE = { spec: '_workspace', task: 'install' } as const;

const dueSchema = z.object({
  /** Another one with each landing. */
  id: z.string(),
  /** Whose landing asked for it last. */
  spec: z.string(),
  task: z.string(),
  /** Manifests and lock files that landed. Relative to the workspace, as all paths here. */
  changed: z.array(z.string()),
  /** Lock files that installing may change. */
  locks: z.array(z.string()),
  /** Those of them that are to be made anew. */
  anew: z.array(z.string()),
  /** Those of them that held nothing of the user's before: see `madeLockFiles`. */
  ours: z.array(z.string()),
  /** When it was begun, in milliseconds since 1970; null where it was not. */
  begunAt: z.number().nullable(),
  /** The command that failed; null where none was run to its end yet. */
  failed: z.string().nullable(),
});

export type DueInstall = z.infer<typeof dueSchema>;

/** Digests of their contents, by path. */
const madeSchema = z.record(z.string(), z.string());

const DUE = 'install.json';
const MADE = 'lock-files.json';

/** Null where all is installed. */
export function dueInstall(workspaceRoot: string): DueInstall | null {
  return readState(join(workspaceRoot, STATE_FOLDER, DUE), dueSchema);
}

/** Adds to what is due. `failed`: what failed before is tried again. */
export function noteInstall(
  workspaceRoot: string,
  due: Omit<DueInstall, 'id' | 'begunAt' | 'failed'>,
): Result<DueInstall> {
  const before = dueInstall(workspaceRoot);
  const both = (key: 'changed' | 'locks' | 'anew'): string[] => [
    ...new Set([...(before?.[key] ?? []), ...due[key]]),
  ];
  const isForeign = (path: string): boolean =>
    [before, due].some((each) => each?.locks.includes(path) && !each.ours.includes(path));
  const noted: DueInstall = {
    ...due,
    id: randomUUID(),
    changed: both('changed'),
    locks: both('locks'),
    anew: both('anew'),
    ours: both('locks').filter((path) => !isForeign(path)),
    begunAt: before?.begunAt ?? null,
    failed: null,
  };
  return replaced(workspaceRoot, DUE, noted);
}

/** Writes `due` in the place of what is there; null: nothing is due. */
export function setInstall(workspaceRoot: string, due: DueInstall | null): void {
  if (due === null) rmSync(join(workspaceRoot, STATE_FOLDER, DUE), { force: true });
  // The note serves the next run; this one knows.
  else replaced(workspaceRoot, DUE, due);
}

/**
 * Lock files that, when they last were made, held nothing of the user's that is not committed, with the digests of what they
 * held then: those that still do belong to results.
 */
export function madeLockFiles(workspaceRoot: string): Readonly<Record<string, string>> {
  return readState(join(workspaceRoot, STATE_FOLDER, MADE), madeSchema) ?? {};
}

export function noteLockFiles(workspaceRoot: string, made: Readonly<Record<string, string>>): void {
  replaced(workspaceRoot, MADE, { ...madeLockFiles(workspaceRoot), ...made });
}

function replaced<T>(workspaceRoot: string, name: string, value: T): Result<T> {
  const folder = stateFolder(workspaceRoot);
  return folder.ok ? writeState(join(folder.value, name), `${STATE_FOLDER}/${name}`, value) : folder;
}
