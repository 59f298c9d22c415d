/** A writer of results is killed at each of its steps: what is found then is the old result, none, or the new one. */
import fs = require('node:fs');
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readResult, writeResult, type NewResult } from './resultStore';

/** All that the store changes the disk with. */
const CHANGING = ['mkdirSync', 'writeFileSync', 'renameSync', 'copyFileSync', 'rmSync'] as const;
const KILLED = new Error('killed');

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'specwave-killed-'))));
afterEach(() => jest.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

interface Version {
  result: NewResult;
  patch: Buffer | null;
  /** The words of its transcript; null where it has none. */
  said: string | null;
}

const version: fc.Arbitrary<Version> = fc.record({
  result: fc.record({
    digest: fc.constantFrom('1'.repeat(64), '2'.repeat(64)),
    settings: fc.constantFrom('', 'a', 'b'),
    agent: fc.constant('claude'),
    role: fc.constantFrom(null, 'clerk:*'),
    outcome: fc.constantFrom('landed', 'invalid'),
    attempts: fc.nat(9),
    started_at: fc.constant('2026-01-01T10:00:00+00:00'),
    ended_at: fc.constant('2026-01-01T10:00:01+00:00'),
    duration_ms: fc.nat(),
    usage: fc.record({ cost_usd: fc.nat() }, { requiredKeys: [] }),
    files: fc.constant([]),
    checks: fc.constant([]),
    flags: fc.constant([]),
    unmade: fc.constant([]),
    message: fc.option(fc.string({ unit: 'binary' })),
    next: fc.constant(null),
  }),
  // Few different ones: two results with the same patch are the case in which its hash tells nothing.
  patch: fc.option(fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes))),
  said: fc.option(fc.constantFrom('one', 'two')),
});

function write(workspaceRoot: string, { result, patch, said }: Version) {
  const transcript = join(workspaceRoot, 'scratch.jsonl');
  if (said !== null) writeFileSync(transcript, said);
  return writeResult(workspaceRoot, 'F001', 'T001', result, patch, transcript);
}

function read(workspaceRoot: string): unknown {
  const stored = readResult(workspaceRoot, 'F001', 'T001');
  return stored && { ...stored, result: { ...stored.result, patch: null } };
}

/** What {@link read} gives for a version that was written. */
function storedOf({ result, patch }: Version): unknown {
  return { result: { ...result, version: 1, spec: 'F001', task: 'T001', patch: null }, patch };
}

/**
 * Writes, and dies at step `at` (from 0): that step is done by half or not at all, and so is nothing
 * after it, clean-up included. Gives whether the write was through before.
 */
function writeKilledAt(at: number, workspaceRoot: string, next: Version): boolean {
  let step = 0;
  const spies = CHANGING.map((name) => {
    const real = fs[name];
    return jest.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
      const now = step++;
      if (now < at) return Reflect.apply(real, fs, args);
      const [path, bytes, ...rest] = args;
      const isTorn = now === at && name === 'writeFileSync' && Buffer.isBuffer(bytes);
      if (isTorn) Reflect.apply(real, fs, [path, bytes.subarray(0, bytes.length / 2), ...rest]);
      throw KILLED;
    }) as never);
  });
  const transcript = join(workspaceRoot, 'scratch.jsonl');
  const done = writeResult(workspaceRoot, 'F001', 'T001', next.result, next.patch, transcript);
  for (const spy of spies) spy.mockRestore();
  return done.ok;
}

it('a writer that is killed at any step leaves the old result, none, or the new one, and never a mix', () => {
  fc.assert(
    fc.property(fc.option(version), version, (old, next) => {
      for (let at = 0, isThrough = false; !isThrough; at++) {
        const workspaceRoot = mkdtempSync(join(folder, 'workspace-'));
        if (old) write(workspaceRoot, old);
        expect(read(workspaceRoot)).toEqual(old && storedOf(old));
        if (next.said !== null) writeFileSync(join(workspaceRoot, 'scratch.jsonl'), next.said);
        isThrough = writeKilledAt(at, workspaceRoot, next);

        const allowed = isThrough ? [storedOf(next)] : [old && storedOf(old), null, storedOf(next)];
        expect(allowed).toContainEqual(read(workspaceRoot));

        expect(write(workspaceRoot, next)).toMatchObject({ ok: true });
        expect(read(workspaceRoot)).toEqual(storedOf(next));
        const names = [
          ...(next.patch ? ['changes.patch'] : []),
          'result.json',
          ...(next.said === null ? [] : ['transcript.jsonl']),
        ];
        expect(readdirSync(join(workspaceRoot, '.nx/specwave/results/F001/T001')).toSorted()).toEqual(names);
        rmSync(workspaceRoot, { recursive: true });
      }
    }),
    { numRuns: 25 },
  );
});

it('an old result with the same patch stays until the new one is there', () => {
  // What the run replays meanwhile is not lost for it.
  const [old, next] = fc.sample(version, { numRuns: 2, seed: 1 });
  if (!old || !next) throw new Error('two versions were expected');
  const patch = Buffer.from('same');
  for (let at = 0, isThrough = false; !isThrough; at++) {
    const workspaceRoot = mkdtempSync(join(folder, 'workspace-'));
    mkdirSync(workspaceRoot, { recursive: true });
    write(workspaceRoot, { ...old, patch });
    isThrough = writeKilledAt(at, workspaceRoot, { ...next, patch });
    expect(read(workspaceRoot)).toEqual(storedOf({ ...(isThrough ? next : old), patch }));
  }
});

it('a whole result is read back as it was written, whatever it says', () => {
  fc.assert(
    fc.property(version, (any) => {
      const workspaceRoot = mkdtempSync(join(folder, 'workspace-'));
      expect(write(workspaceRoot, any)).toMatchObject({ ok: true });
      expect(read(workspaceRoot)).toEqual(storedOf(any));
    }),
    { numRuns: 50 },
  );
});
