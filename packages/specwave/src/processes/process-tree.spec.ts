import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { RUN_MARK, endMarked, startOf } from './process-tree';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a bash script in a session of its own and resolves with it and its first line of output. */
async function bash(script: string, marks: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn('bash', ['-c', script], {
    env: { ...process.env, [RUN_MARK]: marks },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.push(child);
  const [data] = await once(child.stdout, 'data');
  return { child, line: String(data).trim() };
}

const idle = 'echo ready; exec tail -f /dev/null';

/** What is read of processes here is read from `/proc`. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('ending all that carry a mark', () => {
  it('ends a process that carries it among others', async () => {
    const mark = randomUUID();
    const { child } = await bash(idle, `outer:${mark}:inner`);
    const [[, signal]] = await Promise.all([once(child, 'exit'), endMarked(mark, 5000)]);
    expect(signal).toBe('SIGTERM');
  });

  it('ends its descendants that do not carry it, and those that ignore SIGTERM', async () => {
    const mark = randomUUID();
    const deaf = `trap "" TERM; echo $$; while :; do read -r -t 1 < <(tail -f /dev/null); done`;
    const { child, line } = await bash(`env -i setsid bash -c '${deaf}'; :`, mark);
    await Promise.all([once(child, 'exit'), endMarked(mark, 50)]);
    expect(startOf(Number(line))).toBe('gone');
  });

  it('leaves others alone, also those whose mark only begins like it', async () => {
    const mark = randomUUID();
    const { child } = await bash(idle, `${mark}0`);
    await endMarked(mark, 50);
    expect(startOf(child.pid ?? 0)).toEqual(expect.any(Number));
  });

  it('does nothing to a family that this process belongs to', async () => {
    const mark = randomUUID();
    const before = process.env[RUN_MARK];
    process.env[RUN_MARK] = `${mark}:inner`;
    try {
      const { child } = await bash(idle, mark);
      await endMarked(mark, 50);
      expect(startOf(child.pid ?? 0)).toEqual(expect.any(Number));
    } finally {
      if (before === undefined) delete process.env[RUN_MARK];
      else process.env[RUN_MARK] = before;
    }
  });
});

describe('the start of a process', () => {
  it('stays the same as long as it lives, and it is gone when it has ended', async () => {
    const { child } = await bash(idle, 'none');
    const pid = child.pid ?? 0;
    const start = startOf(pid);
    expect(start).not.toBe('gone');
    expect(startOf(pid)).toBe(start);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(startOf(pid)).toBe('gone');
  });
});

describeOnLinux('the start of a process', () => {
  it('is gone for a zombie that nobody fetches', async () => {
    // The script becomes a program that never asks for its children.
    const { line } = await bash('(exit 0) & echo $!; exec tail -f /dev/null', 'none');
    while (startOf(Number(line)) !== 'gone') await new Promise(setImmediate);
    expect(startOf(Number(line))).toBe('gone');
  });
});
