import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandPlace, type CommandsEnd, runCommands } from './commands';

const FOREVER = { timeoutMs: 60_000, stallMs: 60_000 };
/** Never ends by itself, and says nothing. */
const WAIT = 'read -r _ < <(tail -f /dev/null)';

let tree: string;
let pids: number[];

beforeEach(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-commands-')));
  pids = [];
});

afterEach(() => {
  rmSync(tree, { recursive: true, force: true });
  // What a failed test has left behind.
  for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
});

/** Runs the commands; lines `pid N` of their output are noted. */
async function run(
  commands: readonly string[],
  { onLine, ...rest }: Partial<CommandPlace> = {},
): Promise<CommandsEnd> {
  return runCommands(commands, {
    tree,
    workspaceRoot: tree,
    limits: FOREVER,
    signal: new AbortController().signal,
    ...rest,
    onLine: (line) => {
      const pid = /^pid (\d+)$/.exec(line)?.[1];
      if (pid !== undefined) pids.push(Number(pid));
      onLine?.(line);
    },
  });
}

/** What the only command ended with. */
async function detailOf(command: string, place: Partial<CommandPlace> = {}): Promise<string | null> {
  const { checks } = await run([command], place);
  expect(checks).toHaveLength(1);
  return checks[0]?.detail ?? null;
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

describe('commands that pass', () => {
  it('are recorded in order, by their own text', async () => {
    expect(await run(['true', 'echo "a b" | grep -q a'])).toEqual({
      kind: 'passed',
      idle: [],
      checks: [
        { name: 'true', passed: true, detail: null },
        { name: 'echo "a b" | grep -q a', passed: true, detail: null },
      ],
    });
  });

  it('may be none at all', async () => {
    expect(await run([])).toEqual({ kind: 'passed', checks: [], idle: [] });
  });

  it('run in the tree, one after another', async () => {
    expect((await run(['echo made > file', `test "$(cat file) in $PWD" = "made in ${tree}"`])).kind).toBe(
      'passed',
    );
  });

  it('pass on every line of both streams', async () => {
    const lines: string[] = [];
    await run(['echo out; echo err >&2'], { onLine: (line) => lines.push(line) });
    expect(lines.toSorted()).toEqual(['err', 'out']);
  });

  it('get the environment of agents, and what is added to it', async () => {
    const lines: string[] = [];
    await run(['echo "$ADDED"; echo "${PATH%%:*}"'], {
      env: { ADDED: 'yes' },
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['yes', join(tree, 'node_modules', '.bin')]);
  });

  it('find their standard input empty, and do not wait for it', async () => {
    expect((await run(['test -z "$(cat)"'])).kind).toBe('passed');
  });
});

describe('a command that fails', () => {
  it('is the last that runs', async () => {
    const { kind, checks } = await run(['true', 'exit 3', 'touch ran']);
    expect(kind).toBe('failed');
    expect(checks.map(({ name, passed }) => ({ name, passed }))).toEqual([
      { name: 'true', passed: true },
      { name: 'exit 3', passed: false },
    ]);
  });

  it.each([
    ['its exit code and its output', 'echo 2 of 9 failed; exit 1', 'Ended with exit code 1:\n2 of 9 failed'],
    ['that it said nothing', 'exit 4', 'Ended with exit code 4, without a word.'],
    ['the signal that ended it', 'kill -KILL $$', 'Ended by SIGKILL, without a word.'],
    [
      'the program that is not there',
      'specwave-no-such-program --x',
      'Ended with exit code 127 (command not found):\nbash: line 1: specwave-no-such-program: command not found',
    ],
    [
      'the file that is no program',
      'touch plain; ./plain',
      'Ended with exit code 126 (not executable):\nbash: line 1: ./plain: Permission denied',
    ],
    [
      'a text that looks like an option',
      '-x',
      'Ended with exit code 127 (command not found):\nbash: line 1: -x: command not found',
    ],
  ])('tells %s', async (_, command, detail) => {
    expect(await detailOf(command, { env: { LC_ALL: 'C' } })).toBe(detail);
  });

  it('fails where the first of its programs fails, in a pipe too', async () => {
    expect(await detailOf('false | cat; echo went on')).toBe('Ended with exit code 1, without a word.');
  });

  it('keeps the end of a long output', async () => {
    const detail = (await detailOf('seq 1 100; exit 1')) ?? '';
    expect(detail.split('\n')).toEqual([
      'Ended with exit code 1:',
      '[100 lines in all]',
      ...Array.from({ length: 15 }, (_, index) => String(86 + index)),
    ]);
  });

  it('keeps where a long output says first what is wrong', async () => {
    const detail = await detailOf('seq 1 50; echo "Error: the cause"; seq 1 5000; exit 1');
    expect(detail).toContain('\nError: the cause\n1\n');
    expect(detail).toMatch(/\n5000$/);
  });

  it('that no program can be given is a failed check and no exception', async () => {
    expect(await detailOf('echo \0')).toBe(
      'Did not start: `bash` could not be run (a NUL character in the command).',
    );
    expect(await detailOf(`: ${'x'.repeat(200_000)}`)).toMatch(
      /^Did not start: `bash` could not be run \(E2BIG\)/,
    );
  });

  it('tells that its folder is gone', async () => {
    const gone = join(tree, 'gone');
    expect(await detailOf('true', { tree: gone })).toBe(
      `Did not start: the folder to run it in, ${gone}, does not exist.`,
    );
  });
});

describe('a command that does not end', () => {
  it('is ended at the time limit, with what it said as evidence', async () => {
    expect(await detailOf(`echo waiting; ${WAIT}`, { limits: { ...FOREVER, timeoutMs: 200 } })).toBe(
      'Not done after 200 ms, and ended with all its processes:\nwaiting',
    );
  });

  it('is ended when it is silent for too long', async () => {
    expect(await detailOf(WAIT, { limits: { ...FOREVER, stallMs: 200 } })).toMatch(/^Silent for 200 ms/);
  });

  it('takes those that it started with it', async () => {
    await detailOf(`tail -f /dev/null & echo "pid $!"; ${WAIT}`, { limits: { ...FOREVER, timeoutMs: 300 } });
    expect(pids).toHaveLength(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

it('a command that passes leaves no process behind', async () => {
  const { kind } = await run(['tail -f /dev/null & echo "pid $!"']);
  expect(kind).toBe('passed');
  expect(pids).toHaveLength(1);
  expect(pids.filter(isAlive)).toEqual([]);
});

describe('when the run is interrupted', () => {
  it('the command that runs is ended and has neither passed nor failed, and none follows', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const end = await run(['true', `echo "pid $$"; ${WAIT}`, 'echo never'], {
      signal: controller.signal,
      onLine: (line) => {
        lines.push(line);
        controller.abort();
      },
    });
    expect(end).toEqual({
      kind: 'cancelled',
      checks: [{ name: 'true', passed: true, detail: null }],
      idle: [],
    });
    expect(lines).toHaveLength(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('a command that was stopped from elsewhere at the same time has not failed', async () => {
    const controller = new AbortController();
    const end = await run(['trap "exit 1" TERM; echo ready; read -r _ < go; exit 1'], {
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(end).toEqual({ kind: 'cancelled', checks: [], idle: [] });
  });

  it('before the start, nothing runs', async () => {
    expect(await run(['touch ran'], { signal: AbortSignal.abort() })).toEqual({
      kind: 'cancelled',
      idle: [],
      checks: [],
    });
  });
});

it.each([
  ['Nx', ' NX   No tasks were run', 'No tasks were run'],
  ['Nx in colours', '\u001b[7m NX \u001b[0m  No tasks were run', 'No tasks were run'],
  ['pnpm', 'No projects matched the filters in "/a"', 'No projects matched the filters in "/a"'],
  ['node:test', '# tests 0', 'tests 0'],
])('tells where a command passes and %s says that nothing was run', async (_, line, words) => {
  const command = `cat <<'END'\n${line}\nEND`;
  expect(await run([command, 'true'])).toMatchObject({ kind: 'passed', idle: [{ command, words }] });
});

it('does not tell so where something else was run by the same command', async () => {
  expect(await run(['echo "# tests 0"; echo "# tests 3"'])).toMatchObject({ kind: 'passed', idle: [] });
});
