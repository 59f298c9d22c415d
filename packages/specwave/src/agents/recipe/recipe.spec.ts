import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, AgentJob } from '../driver';
import { recipeDriver } from './recipe';
import { testJob } from '../testing/job';
import { fence, TestTree } from './testing/tree';

let place: TestTree;
let base: string;
let tree: string;

beforeEach(() => {
  place = new TestTree();
  ({ base, root: tree } = place);
});

afterEach(() => place.remove());

interface Run {
  ending: AgentEnding;
  events: AgentEvent[];
  /** `written src/a.ts` */
  files: string[];
}

async function carryOut(
  body: string,
  {
    signal,
    onEvent,
    limits,
  }: { signal?: AbortSignal; onEvent?: (event: AgentEvent) => void; limits?: AgentJob['limits'] } = {},
): Promise<Run> {
  const events: AgentEvent[] = [];
  const job: AgentJob = testJob(base, { tree, workspaceRoot: tree, body, ...(limits ? { limits } : {}) });
  const emit = (event: AgentEvent): void => {
    events.push(event);
    onEvent?.(event);
  };
  const ending = await recipeDriver({ graceMs: 100 }).run(job, emit, signal ?? new AbortController().signal);
  const files = events.flatMap((event) =>
    event.type === 'agent-file' ? [`${event.change} ${event.path}`] : [],
  );
  return { ending, events, files };
}

const put = (path: string, content: string): void => place.put(path, content);
const text = (path: string): string => place.text(path);

describe('a block that writes a file', () => {
  it('makes the file and its folders', async () => {
    const { ending, files } = await carryOut(fence('ts file=src/a/b.ts', 'export {};'));
    expect(ending).toMatchObject({ outcome: 'done', summary: 'Carried out 1 block of the task.' });
    expect(text('src/a/b.ts')).toBe('export {};\n');
    expect(files).toEqual(['written src/a/b.ts']);
  });

  it('may name a path with spaces in quotes', async () => {
    await carryOut(fence('ts file="src/a b.ts"', 'x'));
    expect(text('src/a b.ts')).toBe('x\n');
  });

  it('may stand without a language and below a bullet', async () => {
    await carryOut('- File:\n\n  ```file=a.txt\n  indented\n    more\n  ```\n');
    expect(text('a.txt')).toBe('indented\n  more\n');
  });

  it('may be empty', async () => {
    await carryOut('```txt file=empty.txt\n```\n');
    expect(text('empty.txt')).toBe('');
  });

  it('gives the same file from a list with CRLF line ends', async () => {
    await carryOut(fence('ts file=a.ts', 'a\nb').replaceAll('\n', '\r\n'));
    expect(text('a.ts')).toBe('a\nb\n');
  });

  it('keeps the mode of a file that is there', async () => {
    put('run.sh', 'old\n');
    chmodSync(join(tree, 'run.sh'), 0o755);
    await carryOut(fence('sh file=run.sh', 'new'));
    expect(text('run.sh')).toBe('new\n');
    expect(statSync(join(tree, 'run.sh')).mode & 0o777).toBe(0o755);
  });

  it('says so when the file is as it should be', async () => {
    put('a.ts', 'x\n');
    const { ending, files } = await carryOut(fence('ts file=a.ts', 'x'));
    expect(ending.outcome).toBe('done');
    expect(files).toEqual(['unchanged a.ts']);
  });

  it('fails where a folder is in the way, and leaves no temporary file', async () => {
    mkdirSync(join(tree, 'a'));
    const { ending } = await carryOut(fence('ts file=a', 'x'));
    expect(ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('`a`: it is a folder'),
    });
    expect(readdirSync(tree)).toEqual(['a']);
  });
});

describe('a block that runs', () => {
  it('runs in the tree, with its output passed on', async () => {
    const { ending, events } = await carryOut(fence('sh run', 'pwd\necho made > made.txt'));
    expect(ending.outcome).toBe('done');
    expect(events).toContainEqual({ type: 'agent-output', stream: 'stdout', line: tree });
    expect(text('made.txt')).toBe('made\n');
  });

  it.each([
    ['a command that fails', 'false\necho not reached'],
    ['a variable that is not set', 'echo "$NOT_SET_ANYWHERE"'],
    ['a pipe with a failing part', 'false | cat'],
  ])('stops at %s', async (_, script) => {
    const { ending, events } = await carryOut(fence('bash run', script));
    expect(ending.outcome).toBe('failed');
    expect(JSON.stringify(events)).not.toContain('not reached');
  });

  it('that fails is named with its number, exit code and last lines, and ends the recipe', async () => {
    const body =
      fence('txt file=a.txt', 'x') +
      fence('sh run', 'echo the reason >&2; exit 4') +
      fence('txt file=b.txt', 'x');
    expect((await carryOut(body)).ending).toMatchObject({
      outcome: 'failed',
      message: 'Block 2 (`sh run`) ended with exit code 4:\nthe reason',
    });
    expect(readdirSync(tree)).toEqual(['a.txt']);
  });

  it('has an empty standard input of its own', async () => {
    expect(
      (await carryOut(fence('sh run', 'cat\ntest -z "$(cat)"\necho still here > here'))).ending.outcome,
    ).toBe('done');
    expect(text('here')).toBe('still here\n');
  });

  it('may be larger than an argument', async () => {
    const script = `x='${'y'.repeat(300_000)}'\necho "\${#x}" > length`;
    await carryOut(fence('sh run', script));
    expect(text('length')).toBe('300000\n');
  });

  it('is ended by the time limit', async () => {
    const { ending } = await carryOut(fence('sh run', 'tail -f /dev/null'), {
      limits: { timeoutMs: 100, stallMs: 60_000 },
    });
    expect(ending).toMatchObject({ outcome: 'timeout', message: expect.stringContaining('after 100 ms') });
  });

  it('is ended by the signal, and the blocks after it are not carried out', async () => {
    const controller = new AbortController();
    const { ending } = await carryOut(
      fence('sh run', 'echo ready; tail -f /dev/null') + fence('txt file=b.txt', 'x'),
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'agent-output') {
            controller.abort();
          }
        },
      },
    );
    expect(ending.outcome).toBe('cancelled');
    expect(readdirSync(tree)).toEqual([]);
  });

  it('in another language fails before anything is done', async () => {
    const { ending } = await carryOut(fence('txt file=a.txt', 'x') + fence('python run', 'print()'));
    expect(ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('expected `sh run` or `bash run`'),
    });
    expect(readdirSync(tree)).toEqual([]);
  });
});

describe('a generator line', () => {
  beforeEach(() => {
    put('node_modules/.bin/nx', '#!/bin/sh\nprintf "[%s]" "$@" >> calls; echo >> calls\n');
    chmodSync(join(tree, 'node_modules/.bin/nx'), 0o755);
  });

  it.each([
    ['alone on its line', '`nx g @nx/js:lib foo`'],
    ['as a bullet with words', '- Run `nx g @nx/js:lib foo`'],
    ['among other lines of a paragraph', 'First this.\n`nx g @nx/js:lib foo`\nThen rest.'],
  ])('%s runs the generator without questions', async (_, body) => {
    expect((await carryOut(body)).ending.outcome).toBe('done');
    expect(text('calls')).toBe('[g][@nx/js:lib][foo][--no-interactive]\n');
  });

  it('keeps quoted arguments together, and asks no shell', async () => {
    await carryOut(`\`nx generate @a/b:c --title="two words" --x='$HOME'\``);
    expect(text('calls')).toBe('[generate][@a/b:c][--title=two words][--x=$HOME][--no-interactive]\n');
  });

  it.each([
    ['with shell operators', '`nx g a:b; touch x`', 'only a shell understands'],
    ['with a quote that does not end', "`nx g a:b 'x`", 'a quote without its end'],
  ])('%s is not carried out', async (_, body, message) => {
    expect((await carryOut(body)).ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(message),
    });
    expect(existsSync(join(tree, 'calls'))).toBe(false);
  });

  it.each([
    ['that says not to', 'Do not run `nx g @nx/js:lib foo`.'],
    ['that speaks of other code too', 'Use `foo` as `nx g @nx/js:lib foo` does.'],
    ['of another program', '`npm install`'],
    ['that is quoted', '> `nx g @nx/js:lib foo`'],
  ])('%s is an illustration', async (_, body) => {
    expect((await carryOut(body)).ending.outcome).toBe('needs-agent');
  });
});

describe('a body with nothing to carry out', () => {
  it.each([
    ['empty', ''],
    ['only words', 'Make it fast.\n\n- Complexity: Mid'],
    [
      'only illustrations',
      '```ts\nconst a = 1;\n```\n\n```sh\nrm -rf /\n```\n\n<!--\n```sh run\nfalse\n```\n-->',
    ],
  ])('that is %s needs an agent, and the answer says how to configure one', async (_, body) => {
    expect((await carryOut(body)).ending).toMatchObject({
      outcome: 'needs-agent',
      next: expect.stringContaining('specwave.yaml'),
    });
  });
});

it('carries out a whole recipe a second time without changing anything', async () => {
  const body = [
    fence('txt file=a.txt', 'one\ntwo'),
    fence('diff', '--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1 @@\n+b'),
    fence('sh run', 'mkdir -p made'),
  ].join('\n');
  await carryOut(body);
  const second = await carryOut(body);
  expect(second.ending.outcome).toBe('done');
  expect(second.files).toEqual(['unchanged a.txt', 'unchanged b.txt']);
});
