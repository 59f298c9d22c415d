import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dropLease, type Lease, type LeaseNote, listLeases, takeLease, waitForLease } from './lease';
import { withWorkspaceLock } from './lock';

let workspaceRoot: string;
let children: ChildProcess[];
let leases: Lease[];
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-lease-'));
  children = [];
  leases = [];
});
afterEach(() => {
  for (const lease of leases) lease.release();
  for (const child of children) child.kill('SIGKILL');
  rmSync(workspaceRoot, { recursive: true });
});

const NOTE: LeaseNote = {
  digest: 'd1',
  settings: 's1',
  attempt: 1,
  startedAt: '2026-01-01T10:00:00Z',
  worktree: null,
  base: null,
  ending: null,
};
const FINISHED: Partial<LeaseNote> = {
  worktree: '/worktrees/1',
  base: 'b1',
  ending: { summary: 'made it', usage: { input_tokens: 7 } },
};

const folderOf = (spec = 'F001', task = 'T001'): string =>
  join(workspaceRoot, '.nx/specwave/locks/tasks', spec, task);
const fileOf = (): string => join(folderOf(), 'lease.json');
/** All that is left of leases, and of what was let go of. */
const remains = (): string[] => {
  const locks = join(workspaceRoot, '.nx/specwave/locks');
  return readdirSync(locks, { recursive: true, encoding: 'utf8' }).filter((path) => path !== 'tasks');
};
const never = new AbortController().signal;

function take(note = NOTE): { lease: Lease; left: LeaseNote | null } {
  const result = takeLease(workspaceRoot, 'F001', 'T001', note);
  if (!result.ok || result.value.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  leases.push(result.value.lease);
  return result.value;
}

const held = { ok: true, value: { kind: 'held' } };

/** Takes the lease with the sources as they are, says so, and lives on until it is killed. */
const PROGRAM = `
const { transformFileSync } = require('@swc/core');
const [source, configFile, root, change] = process.argv.slice(1);
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, { configFile }).code, file);
const { takeLease } = require(source);
const result = takeLease(root, 'F001', 'T001', ${JSON.stringify(NOTE)});
if (result.ok && result.value.kind === 'taken') result.value.lease.update(JSON.parse(change));
process.stdout.write(result.ok ? result.value.kind : JSON.stringify(result));
process.stdin.resume();
`;

/** Resolves when another process holds the lease; its note is changed as told. */
async function takeElsewhere(change: Partial<LeaseNote> = {}): Promise<ChildProcess> {
  const repository = join(__dirname, '../../../..');
  const args = ['-e', PROGRAM, join(__dirname, 'lease.ts'), join(repository, '.swcrc'), workspaceRoot];
  const child = spawn(process.execPath, [...args, JSON.stringify(change)], {
    cwd: repository,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said)).toBe('taken');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Makes the lease on disk that of another machine, of which nothing is known but its heartbeats. */
function moveAbroad(): void {
  const file = JSON.parse(readFileSync(fileOf(), 'utf8'));
  const holder = { ...file.holder, host: 'far-away', boot: 'another', machine: 'another' };
  writeFileSync(fileOf(), JSON.stringify({ ...file, holder }));
}

/** A clock that goes on by twenty seconds with every look at it. */
function fastClock(onLook: () => void = () => undefined): { silenceMs: number; now: () => number } {
  let now = 0;
  return {
    silenceMs: 30_000,
    now: () => {
      onLook();
      return (now += 20_000);
    },
  };
}

describe('a lease', () => {
  it('is taken where there is none, with an empty folder', () => {
    const { lease, left } = take();
    expect(left).toBeNull();
    expect(lease).toMatchObject({ folder: folderOf(), note: NOTE });
    expect(readdirSync(lease.folder)).toEqual(['lease.json']);
  });

  it('is held for everybody else, and it is said by whom', () => {
    const { lease } = take();
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject({
      ok: true,
      value: { kind: 'held', holder: { pid: process.pid, token: lease.token } },
    });
  });

  it('of one task does not keep others from another', () => {
    take();
    const other = takeLease(workspaceRoot, 'F001', 'T002', NOTE);
    expect(other).toMatchObject({ ok: true, value: { kind: 'taken' } });
  });

  it('goes to one of many that want it at once under the lock', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        withWorkspaceLock(workspaceRoot, () => takeLease(workspaceRoot, 'F001', 'T001', NOTE)),
      ),
    );
    const kinds = results.map((result) => result.ok && result.value.ok && result.value.value.kind);
    expect(kinds.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'held'), 'taken']);
  });

  it.each(['', '.', '..', 'a/b', '../F001', 'a b'])(
    'on a task that no task is called, %j, is a bug',
    (name) => {
      expect(() => takeLease(workspaceRoot, 'F001', name, NOTE)).toThrow('No name');
      expect(() => takeLease(workspaceRoot, name, 'T001', NOTE)).toThrow('No name');
    },
  );

  it('keeps what was noted, on disk too', () => {
    const { lease } = take();
    lease.update({ worktree: '/worktrees/1' });
    lease.update({ base: 'b1' });
    expect(lease.note).toEqual({ ...NOTE, worktree: '/worktrees/1', base: 'b1' });
    expect(listLeases(workspaceRoot)).toMatchObject([{ note: lease.note }]);
    expect(readdirSync(lease.folder)).toEqual(['lease.json']);
  });

  it('goes with its scratch space when it is released, and can be taken again', () => {
    const { lease } = take();
    mkdirSync(join(lease.folder, 'scratch'));
    writeFileSync(join(lease.folder, 'scratch/result.json'), '');
    lease.release();
    expect(remains()).toEqual([]);
    expect(take().left).toBeNull();
  });

  it('that is somebody else’s by now is neither changed nor removed', () => {
    const { lease: lost } = take();
    dropLease(workspaceRoot, { spec: 'F001', task: 'T001', token: lost.token });
    const { lease } = take({ ...NOTE, digest: 'd2' });
    const before = readFileSync(fileOf(), 'utf8');
    lost.update({ base: 'b1' });
    lost.release();
    expect(readFileSync(fileOf(), 'utf8')).toBe(before);
    expect(listLeases(workspaceRoot)).toMatchObject([{ token: lease.token }]);
  });

  it('removes what a process left that was killed while it let go of another', () => {
    const { lease } = take();
    mkdirSync(join(workspaceRoot, '.nx/specwave/locks/released-x/scratch'), { recursive: true });
    lease.release();
    expect(remains()).toEqual([]);
  });
});

describe('the lease of another process', () => {
  it('is held while that lives', async () => {
    const child = await takeElsewhere();
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject({
      ok: true,
      value: { kind: 'held', holder: { pid: child.pid } },
    });
    expect(listLeases(workspaceRoot)).toMatchObject([{ dead: false }]);
  });

  it('is held while that is stopped', async () => {
    const child = await takeElsewhere();
    child.kill('SIGSTOP');
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject(held);
  });

  it('is taken over when that was killed, with what it noted and its scratch space', async () => {
    const child = await takeElsewhere(FINISHED);
    writeFileSync(join(folderOf(), 'transcript.jsonl'), '');
    await kill(child);
    expect(listLeases(workspaceRoot)).toMatchObject([{ dead: true }]);
    expect(take()).toMatchObject({ lease: { note: NOTE }, left: { ...NOTE, ...FINISHED } });
    expect(readdirSync(folderOf()).toSorted()).toEqual(['lease.json', 'transcript.jsonl']);
  });

  it('is that of a dead process when its pid belongs to another one by now', () => {
    take();
    const file = JSON.parse(readFileSync(fileOf(), 'utf8'));
    writeFileSync(fileOf(), JSON.stringify({ ...file, holder: { ...file.holder, started: 1 } }));
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject({
      ok: true,
      value: { kind: 'taken' },
    });
  });

  it('leaves what it noted to the third when the second died before it had a worktree', async () => {
    await kill(await takeElsewhere(FINISHED));
    await kill(await takeElsewhere());
    expect(listLeases(workspaceRoot)).toMatchObject([{ note: FINISHED }]);
    expect(take().left).toMatchObject(FINISHED);
  });

  it('leaves nothing of the first to the third when the second had a worktree of its own', async () => {
    await kill(await takeElsewhere(FINISHED));
    await kill(await takeElsewhere({ worktree: '/worktrees/2' }));
    expect(take().left).toEqual({ ...NOTE, worktree: '/worktrees/2' });
  });
});

describe('what is on disk', () => {
  it.each(['', '{', '[]', '{}', '{"holder":{"pid":0}}', 'null'])(
    'is nobody’s lease when it says %j',
    (text) => {
      mkdirSync(folderOf(), { recursive: true });
      writeFileSync(fileOf(), text);
      writeFileSync(join(folderOf(), 'scratch'), '');
      expect(listLeases(workspaceRoot)).toMatchObject([{ token: '', note: null, dead: true }]);
      expect(take().left).toBeNull();
      expect(readdirSync(folderOf())).toEqual(['lease.json']);
    },
  );

  it('is nobody’s lease when it is a folder, a link, or a file in the place of the lease’s folder', () => {
    mkdirSync(fileOf(), { recursive: true });
    expect(take().left).toBeNull();
    rmSync(folderOf(), { recursive: true });
    mkdirSync(folderOf());
    symlinkSync(join(workspaceRoot, 'elsewhere'), fileOf());
    expect(take().left).toBeNull();
    expect(existsSync(join(workspaceRoot, 'elsewhere'))).toBe(false);
    rmSync(folderOf(), { recursive: true });
    writeFileSync(folderOf(), '');
    expect(take().left).toBeNull();
  });

  it('stays a living holder’s lease when only its note cannot be understood', () => {
    take();
    const file = JSON.parse(readFileSync(fileOf(), 'utf8'));
    writeFileSync(fileOf(), JSON.stringify({ ...file, note: { version: 2 } }));
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject(held);
    expect(listLeases(workspaceRoot)).toMatchObject([{ note: null, dead: false }]);
  });

  it.each(['inside', 'outside'])('is refused when a link leads %s the workspace', (where) => {
    const target = where === 'inside' ? join(workspaceRoot, 'src') : mkdtempSync(`${workspaceRoot}-`);
    mkdirSync(join(target, 'T001'), { recursive: true });
    mkdirSync(dirname(dirname(folderOf())), { recursive: true });
    symlinkSync(target, dirname(folderOf()));
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject({
      ok: false,
      problems: [{ code: 'lease-link', file: '.nx/specwave/locks/tasks/F001/T001' }],
    });
    expect(listLeases(workspaceRoot)).toEqual([]);
    dropLease(workspaceRoot, { spec: 'F001', task: 'T001', token: '' });
    expect(readdirSync(target)).toEqual(['T001']);
    if (where === 'outside') rmSync(target, { recursive: true });
  });

  it('is a problem where folders cannot be made', () => {
    mkdirSync(join(workspaceRoot, '.nx/specwave/locks'), { recursive: true });
    writeFileSync(join(workspaceRoot, '.nx/specwave/locks/tasks'), '');
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject({
      ok: false,
      problems: [{ code: 'lease-unwritable' }],
    });
  });
});

describe('dropping a lease', () => {
  it('removes the one that was listed', async () => {
    await kill(await takeElsewhere(FINISHED));
    for (const each of listLeases(workspaceRoot)) dropLease(workspaceRoot, each);
    expect(remains()).toEqual([]);
  });

  it('leaves the one that was taken since', async () => {
    await kill(await takeElsewhere());
    const [listed] = listLeases(workspaceRoot);
    const { lease } = take();
    if (listed) dropLease(workspaceRoot, listed);
    expect(listLeases(workspaceRoot)).toMatchObject([{ token: lease.token }]);
  });

  it('removes a folder without a lease', () => {
    mkdirSync(folderOf(), { recursive: true });
    for (const each of listLeases(workspaceRoot)) dropLease(workspaceRoot, each);
    expect(remains()).toEqual([]);
  });
});

describe('waiting for a lease', () => {
  /** Resolves with true when it waited until `after` was called and had its effect. */
  async function waitsUntil(after: () => unknown, signal = never): Promise<boolean> {
    let done = false;
    const waiting = waitForLease(workspaceRoot, 'F001', 'T001', signal).then(() => (done = true));
    await new Promise(setImmediate);
    const waited = !done;
    await after();
    await waiting;
    return waited;
  }

  it('ends at once where nobody holds it', async () => {
    await expect(waitForLease(workspaceRoot, 'F001', 'T001', never)).resolves.toBeUndefined();
  });

  it('ends when it is released', async () => {
    const { lease } = take();
    expect(await waitsUntil(() => lease.release())).toBe(true);
  });

  it('ends when another one has it by now', async () => {
    const { lease } = take();
    const change = (): void => {
      lease.release();
      take();
    };
    expect(await waitsUntil(change)).toBe(true);
  });

  it('ends when the holder is killed, and the lease can be taken then', async () => {
    const child = await takeElsewhere();
    expect(await waitsUntil(() => kill(child))).toBe(true);
    take();
  });

  it('ends when the signal aborts', async () => {
    take();
    const controller = new AbortController();
    expect(await waitsUntil(() => controller.abort(), controller.signal)).toBe(true);
  });

  it('does not end by time for a living holder of this machine, however silent', async () => {
    take();
    const controller = new AbortController();
    let looks = 0;
    const clock = fastClock(() => (looks += 1) === 5 && controller.abort());
    await waitForLease(workspaceRoot, 'F001', 'T001', controller.signal, clock);
    expect(looks).toBe(5);
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject(held);
  });

  it('ends for a holder on another machine after 30 s without a sign of life, and the lease can be taken then', async () => {
    take().lease.update(FINISHED);
    moveAbroad();
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject(held);
    expect(listLeases(workspaceRoot)).toMatchObject([{ dead: false }]);
    await waitForLease(workspaceRoot, 'F001', 'T001', never, fastClock());
    expect(take().left).toMatchObject(FINISHED);
  });

  it('does not end for a holder on another machine that gives signs of life', async () => {
    take();
    moveAbroad();
    const controller = new AbortController();
    let looks = 0;
    const clock = fastClock(() => {
      looks += 1;
      // Every second look, so every 40 s of this clock, of which 20 s lie between two looks that see no change.
      if (looks % 2 === 0) utimesSync(fileOf(), looks, looks);
      if (looks === 6) controller.abort();
    });
    await waitForLease(workspaceRoot, 'F001', 'T001', controller.signal, clock);
    expect(looks).toBe(6);
  });

  it('counts from anew where the silent holder shows a sign of life before its lease is taken', async () => {
    take();
    moveAbroad();
    await waitForLease(workspaceRoot, 'F001', 'T001', never, fastClock());
    utimesSync(fileOf(), 1, 1);
    expect(takeLease(workspaceRoot, 'F001', 'T001', NOTE)).toMatchObject(held);
  });
});

it('a lease is renewed every two seconds while it is held, and no more when it is not', () => {
  jest.useFakeTimers();
  try {
    const { lease } = take();
    const renewed = (): boolean => {
      utimesSync(fileOf(), 1, 1);
      jest.advanceTimersByTime(2000);
      return statSync(fileOf()).mtimeMs !== 1000;
    };
    expect(renewed()).toBe(true);
    lease.release();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});
