import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_LINE_LENGTH } from './output';
import { type ProgramEnd, type ProgramRequest, runProgram } from './process';

const FOREVER = { timeoutMs: 60_000, stallMs: 60_000 };

let cwd: string;
let started: number[];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'specwave-process-'));
  started = [];
});

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
  // What a failed test has left behind.
  for (const pid of started.filter(isAlive)) {
    process.kill(pid, 'SIGKILL');
  }
});

/** Runs a bash script. It is in the test's hands: lines `pid N` are noted, and `onLine` sees every line at once. */
async function bash(
  script: string,
  { onLine, ...rest }: Partial<Omit<ProgramRequest, 'onLine'>> & { onLine?: (line: string) => void } = {},
): Promise<ProgramEnd> {
  return runProgram({
    program: 'bash',
    args: ['-c', script],
    cwd,
    env: process.env,
    input: '',
    limits: FOREVER,
    graceMs: 100,
    signal: new AbortController().signal,
    onStart: (pid) => started.push(pid),
    ...rest,
    onLine: (_, line) => {
      const pid = /^pid (\d+)$/.exec(line)?.[1];
      if (pid !== undefined) {
        started.push(Number(pid));
      }
      onLine?.(line);
    },
  });
}

/** Aborts as soon as the script says `ready`. */
function abortWhenReady(): { signal: AbortSignal; onLine: (line: string) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onLine: (line) => {
      if (line === 'ready') {
        controller.abort();
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has fetched yet is dead.
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Elsewhere there is no `/proc`, and no `setsid`. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describe('a program that ends by itself', () => {
  it('reports its exit code and the end of what it said', async () => {
    const end = await bash('echo out; echo err >&2; exit 7');
    expect(end).toMatchObject({ kind: 'exited', code: 7, stderr: 'err' });
    expect(end).toHaveProperty('output', expect.stringContaining('out'));
  });

  it('gets the prompt on standard input', async () => {
    const prompt = `- [ ] a task\n${'x'.repeat(200_000)}`;
    const lines: string[] = [];
    await bash('wc -c', { input: prompt, onLine: (line) => lines.push(line.trim()) });
    expect(lines).toEqual([String(prompt.length)]);
  });

  // A short one is written, and the pipe closed, before a program comes to open it; a long one waits for who reads.
  describe.each([5, 300_000])('with a prompt of %i bytes', (length) => {
    it.each([
      ['a pipe', 'test -p /dev/stdin && echo yes', 'yes'],
      ['what /dev/stdin opens', 'wc -c < /dev/stdin', String(length)],
      [
        'what a program that reads it at once gets',
        `"${process.execPath}" -p 'fs.readFileSync("/dev/stdin").length'`,
        String(length),
      ],
      ['at its end after the prompt', 'cat > /dev/null; cat | wc -c', '0'],
      ['no login over the network to bash', 'echo ${ASKED-no}', 'no'],
    ])('has %s for standard input, as from a shell', async (_, script, expected) => {
      const lines: string[] = [];
      writeFileSync(join(cwd, '.bashrc'), 'ASKED=yes\n');
      const env = { ...process.env, HOME: cwd };
      await bash(script, { input: 'x'.repeat(length), env, onLine: (line) => lines.push(line.trim()) });
      expect(lines).toEqual([expected]);
    });
  });

  it('may live on without reading its prompt', async () => {
    const end = await bash('echo ready; exec sleep 600', {
      input: 'x'.repeat(300_000),
      ...abortWhenReady(),
    });
    expect(end.kind).toBe('cancelled');
  });

  it.each([[''], ['x'.repeat(300_000)]])('keeps no file open that it was started with', async (input) => {
    await bash('exit 0', { input });
    const before = readdirSync('/dev/fd').length;
    for (let at = 0; at < 3; at += 1) {
      await bash('exit 0', { input });
      await bash('', { program: 'specwave-no-such-program', args: [], input });
    }
    expect(readdirSync('/dev/fd')).toHaveLength(before);
  });

  it('may leave its prompt unread', async () => {
    const end = await bash('exec 0<&-; exit 0', { input: 'x'.repeat(2_000_000) });
    expect(end).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('is reported as killed when somebody else ends it', async () => {
    expect(await bash('kill -KILL $$')).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
  });

  it('is not run at all when the signal has been aborted before', async () => {
    const end = await bash('echo ran > ran', { signal: AbortSignal.abort() });
    expect(end.kind).toBe('cancelled');
    expect(started).toEqual([]);
  });

  it('that is not there is reported with the code of the system', async () => {
    const end = await bash('', { program: 'specwave-no-such-program', args: [] });
    expect(end).toMatchObject({ kind: 'not-started', code: 'ENOENT' });
  });

  it('sees the given environment and nothing beside it', async () => {
    const lines: string[] = [];
    await bash('echo "${HOME-none} $GIVEN"', {
      env: { PATH: process.env['PATH'], GIVEN: 'yes' },
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['none yes']);
  });
});

describe('output', () => {
  it('is passed on line by line, while the program still runs', async () => {
    // The script waits for the test's answer to its first line: without it, it would never end.
    const seen: string[] = [];
    const { signal, onLine } = abortWhenReady();
    const end = await bash('echo first; echo ready; read -r < <(tail -f /dev/null)', {
      signal,
      onLine: (line) => {
        seen.push(line);
        onLine(line);
      },
    });
    expect(end.kind).toBe('cancelled');
    expect(seen).toEqual(['first', 'ready']);
  });

  it('of 10 MB is passed on whole, and only its end is kept', async () => {
    let length = 0;
    const end = await bash('yes 0123456789abcdef0123456789abcdef | head -c 10000000; echo last', {
      onLine: (line) => {
        length += line.length + 1;
      },
    });
    expect(length).toBeGreaterThanOrEqual(10_000_000);
    if (end.kind !== 'exited') {
      throw new Error(`expected a normal end, got ${end.kind}`);
    }
    expect(end.output.endsWith('last')).toBe(true);
    expect(end.output.length).toBeLessThan(10_000);
  });

  it('without line ends is passed on in pieces of bounded length', async () => {
    const lengths: number[] = [];
    await bash('head -c 1000000 /dev/zero | tr "\\0" x', { onLine: (line) => lengths.push(line.length) });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(1_000_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_LINE_LENGTH);
  });
});

describe('a program that has to be ended', () => {
  it('is ended when it takes too long', async () => {
    expect(
      await bash('exec tail -f /dev/null', { limits: { timeoutMs: 100, stallMs: 60_000 } }),
    ).toMatchObject({
      kind: 'timeout',
    });
    expect(started.filter(isAlive)).toEqual([]);
  });

  it('is ended when it is silent for too long, and what it said is kept', async () => {
    const end = await bash('echo waiting for a login >&2; exec tail -f /dev/null', {
      limits: { timeoutMs: 60_000, stallMs: 150 },
    });
    expect(end).toMatchObject({ kind: 'stalled', stderr: 'waiting for a login' });
  });

  it('is killed after the grace when it ignores SIGTERM', async () => {
    const end = await bash(
      'trap "" TERM; echo "pid $$"; echo ready; while :; do read -r -t 1 < <(tail -f /dev/null); done',
      abortWhenReady(),
    );
    expect(end.kind).toBe('cancelled');
    expect(started.filter(isAlive)).toEqual([]);
  });

  it('may clean up in its grace', async () => {
    await bash(
      'trap "echo cleaned > cleaned; exit" TERM; echo ready; while :; do read -r -t 1 < <(tail -f /dev/null); done',
      {
        ...abortWhenReady(),
        graceMs: 10_000,
      },
    );
    expect(readFileSync(join(cwd, 'cleaned'), 'utf8')).toBe('cleaned\n');
  });
});

describe('what a program leaves behind when it ends normally', () => {
  it('is ended in its own group', async () => {
    const end = await bash('tail -f /dev/null & echo "pid $!"; exit 0');
    expect(end).toMatchObject({ kind: 'exited', code: 0 });
    expect(started).toHaveLength(2);
    expect(started.filter(isAlive)).toEqual([]);
  });

  it('does not hold up the end by holding the output', async () => {
    const end = await bash('trap "" TERM; tail -f /dev/null & exit 3');
    expect(end).toMatchObject({ kind: 'exited', code: 3 });
  });

  it('may still write the last of the output', async () => {
    const end = await bash('exec > >(cat; echo from the helper); echo last');
    expect(end).toMatchObject({ kind: 'exited', code: 0, output: 'last\nfrom the helper' });
  });
});

describeOnLinux('a process in a session of its own', () => {
  it('goes with its parent when that is ended', async () => {
    const grandchild = `env -i setsid bash -c 'echo "pid $$"; echo ready; exec tail -f /dev/null'`;
    const end = await bash(
      `bash -c "echo pid \\$\\$; ${grandchild.replaceAll('$', '\\$').replaceAll('"', '\\"')}; :"; :`,
      abortWhenReady(),
    );
    expect(end.kind).toBe('cancelled');
    expect(started).toHaveLength(3);
    expect(started.filter(isAlive)).toEqual([]);
  });

  it('is found by its mark when its parent has ended normally', async () => {
    // It holds no pipe and has no living parent: only its environment tells where it comes from.
    const end = await bash(
      `mkfifo up; setsid bash -c 'echo up > up; exec tail -f /dev/null' < /dev/null > /dev/null 2>&1 & read -r _ < up; echo "pid $!"`,
    );
    expect(end).toMatchObject({ kind: 'exited', code: 0 });
    expect(started).toHaveLength(2);
    expect(started.filter(isAlive)).toEqual([]);
  });
});
