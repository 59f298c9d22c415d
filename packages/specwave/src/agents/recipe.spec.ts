import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import type { AgentEnding, AgentEvent, AgentJob } from './driver';
import { recipeDriver } from './recipe';

const RESERVED = ['specs/F001/tasks.md', '.claude/execution'];

let base: string;
let tree: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-recipe-')));
  tree = join(base, 'deep', 'down', 'tree');
  mkdirSync(tree, { recursive: true });
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

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
  const job: AgentJob = {
    tree,
    workspaceRoot: tree,
    spec: 'F001',
    task: 'T001',
    attempt: 1,
    prompt: '',
    body,
    reserved: RESERVED,
    resultFile: join(base, 'result.json'),
    limits: limits ?? { timeoutMs: 60_000, stallMs: 60_000 },
  };
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

function fence(info: string, content: string): string {
  return `\`\`\`\`${info}\n${content}\n\`\`\`\`\n`;
}

function put(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

function text(path: string): string {
  return readFileSync(join(tree, path), 'utf8');
}

describe('a block that writes a file', () => {
  it('makes the file and its folders', async () => {
    const { ending, files } = await carryOut(fence('ts file=src/a/b.ts', 'export {};'));
    expect(ending).toMatchObject({ kind: 'done', summary: 'Carried out 1 block of the task.' });
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
    expect(ending.kind).toBe('done');
    expect(files).toEqual(['unchanged a.ts']);
  });

  it('fails where a folder is in the way, and leaves no temporary file', async () => {
    mkdirSync(join(tree, 'a'));
    const { ending } = await carryOut(fence('ts file=a', 'x'));
    expect(ending).toMatchObject({ kind: 'failed', message: expect.stringContaining('`a`: it is a folder') });
    expect(readdirSync(tree)).toEqual(['a']);
  });
});

describe('a diff block', () => {
  const MODIFY = '--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three';

  it('changes a file', async () => {
    put('a.txt', 'one\ntwo\nthree\n');
    const { files } = await carryOut(fence('diff', MODIFY));
    expect(text('a.txt')).toBe('one\nTWO\nthree\n');
    expect(files).toEqual(['written a.txt']);
  });

  it('keeps CRLF line ends of the file', async () => {
    put('a.txt', 'one\r\ntwo\r\nthree\r\n');
    await carryOut(fence('diff', MODIFY));
    expect(text('a.txt')).toBe('one\r\nTWO\r\nthree\r\n');
  });

  it('creates, deletes and renames files', async () => {
    put('gone.txt', 'x\n');
    put('from.txt', 'one\ntwo\n');
    const diff = [
      'diff --git a/new.sh b/new.sh\nnew file mode 100755\n--- /dev/null\n+++ b/new.sh\n@@ -0,0 +1,2 @@\n+a\n+b',
      'diff --git a/gone.txt b/gone.txt\ndeleted file mode 100644\n--- a/gone.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-x',
      'diff --git a/from.txt b/to.txt\nsimilarity index 50%\nrename from from.txt\nrename to to.txt\n--- a/from.txt\n+++ b/to.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO',
    ].join('\n');
    const first = await carryOut(fence('diff', diff));
    expect(first.ending.kind).toBe('done');
    expect(readdirSync(tree).toSorted()).toEqual(['new.sh', 'to.txt']);
    expect(text('new.sh')).toBe('a\nb\n');
    expect(statSync(join(tree, 'new.sh')).mode & 0o777).toBe(0o755);
    expect(text('to.txt')).toBe('one\nTWO\n');

    const second = await carryOut(fence('diff', diff));
    expect(second.ending.kind).toBe('done');
    expect(second.files.filter((file) => !file.startsWith('unchanged'))).toEqual([]);
  });

  it.each([
    ['a change', 'one\ntwo\nthree\n', MODIFY],
    ['an addition at the end', 'one\n', '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+two'],
    ['an addition at the start', 'two\n', '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n+one\n two'],
    ['a removal', 'one\ntwo\n', '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1 @@\n one\n-two'],
    [
      'an addition of a line that is there already',
      'x\ny\n',
      '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,3 @@\n x\n+x\n y',
    ],
  ])('applies %s once, however often it is carried out', async (_, before, diff) => {
    put('a.txt', before);
    const first = await carryOut(fence('diff', diff));
    const after = text('a.txt');
    expect(first.files).toEqual(['written a.txt']);
    const second = await carryOut(fence('diff', diff));
    expect(second.files).toEqual(['unchanged a.txt']);
    expect(text('a.txt')).toBe(after);
  });

  it('fails with the file and the hunk that does not fit, and then changes nothing', async () => {
    put('a.txt', 'one\ntwo\nthree\n');
    put('b.txt', 'other\n');
    const { ending } = await carryOut(fence('diff', `${MODIFY}\n${MODIFY.replaceAll('a.txt', 'b.txt')}`));
    expect(ending).toMatchObject({
      kind: 'failed',
      message: 'Block 1 (`diff`) cannot change `b.txt`: hunk 1 does not fit.',
    });
    expect(text('a.txt')).toBe('one\ntwo\nthree\n');
  });

  it('that is no valid diff does nothing at all', async () => {
    const broken = '--- a/a.txt\n+++ b/a.txt\n@@ -1,9 +1,9 @@\n one';
    const { ending } = await carryOut(fence('txt file=first.txt', 'x') + fence('diff', broken));
    expect(ending).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Block 2 (`diff`) is not a valid diff'),
    });
    expect(readdirSync(tree)).toEqual([]);
  });

  it('without file names and hunks is an illustration', async () => {
    expect((await carryOut(fence('diff', '- old\n+ new'))).ending.kind).toBe('needs-agent');
  });

  it('that makes a link is refused', async () => {
    const diff =
      'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file';
    expect((await carryOut(fence('diff', diff))).ending).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('120000'),
    });
    expect(readdirSync(tree)).toEqual([]);
  });
});

describe('a block that runs', () => {
  it('runs in the tree, with its output passed on', async () => {
    const { ending, events } = await carryOut(fence('sh run', 'pwd\necho made > made.txt'));
    expect(ending.kind).toBe('done');
    expect(events).toContainEqual({ type: 'agent-output', stream: 'stdout', line: tree });
    expect(text('made.txt')).toBe('made\n');
  });

  it.each([
    ['a command that fails', 'false\necho not reached'],
    ['a variable that is not set', 'echo "$NOT_SET_ANYWHERE"'],
    ['a pipe with a failing part', 'false | cat'],
  ])('stops at %s', async (_, script) => {
    const { ending, events } = await carryOut(fence('bash run', script));
    expect(ending.kind).toBe('failed');
    expect(JSON.stringify(events)).not.toContain('not reached');
  });

  it('that fails is named with its number, exit code and last lines, and ends the recipe', async () => {
    const body =
      fence('txt file=a.txt', 'x') +
      fence('sh run', 'echo the reason >&2; exit 4') +
      fence('txt file=b.txt', 'x');
    expect((await carryOut(body)).ending).toMatchObject({
      kind: 'failed',
      message: 'Block 2 (`sh run`) ended with exit code 4:\nthe reason',
    });
    expect(readdirSync(tree)).toEqual(['a.txt']);
  });

  it('has an empty standard input of its own', async () => {
    expect(
      (await carryOut(fence('sh run', 'cat\ntest -z "$(cat)"\necho still here > here'))).ending.kind,
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
    expect(ending).toMatchObject({ kind: 'timeout', message: expect.stringContaining('after 100 ms') });
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
    expect(ending.kind).toBe('cancelled');
    expect(readdirSync(tree)).toEqual([]);
  });

  it('in another language fails before anything is done', async () => {
    const { ending } = await carryOut(fence('txt file=a.txt', 'x') + fence('python run', 'print()'));
    expect(ending).toMatchObject({
      kind: 'failed',
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
    expect((await carryOut(body)).ending.kind).toBe('done');
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
      kind: 'failed',
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
    expect((await carryOut(body)).ending.kind).toBe('needs-agent');
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
      kind: 'needs-agent',
      next: expect.stringContaining('specwave.yaml'),
    });
  });
});

describe('confinement', () => {
  beforeEach(() => {
    mkdirSync(join(base, 'outside'));
    writeFileSync(join(base, 'outside', 'kept.txt'), 'kept\n');
    mkdirSync(join(tree, 'src'));
    mkdirSync(join(tree, '.git'));
    mkdirSync(join(tree, 'specs/F001'), { recursive: true });
    put('specs/F001/tasks.md', '- [ ] T001 x\n');
    symlinkSync(join(base, 'outside'), join(tree, 'out'));
    symlinkSync(join(base, 'nowhere'), join(tree, 'dangling'));
    symlinkSync(join(base, 'outside', 'kept.txt'), join(tree, 'link.txt'));
    symlinkSync('loop', join(tree, 'loop'));
    symlinkSync('specs', join(tree, 'alias'));
    symlinkSync('.git', join(tree, 'hooks'));
    symlinkSync('src', join(tree, 'inner'));
  });

  /** Everything below the base, files with their content. */
  function snapshot(skip: string | null = null): string[] {
    return readdirSync(base, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => skip === null || !path.startsWith(skip))
      .map((path) => `${path} ${statOf(path)}`)
      .toSorted();
  }

  function statOf(path: string): string {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  }

  const REFUSED: [string, string][] = [
    ['`..`', '../x.txt'],
    ['`..` in the middle', 'src/../../x.txt'],
    ['`..` that stays inside', 'src/../x.txt'],
    ['an absolute path', '/tmp/specwave-x.txt'],
    ['a drive', 'C:/x.txt'],
    ['a drive with backslashes', 'C:\\x.txt'],
    ['a backslash', 'src\\x.txt'],
    ['a home', '~/x.txt'],
    ['the tree itself', '.'],
    ['a folder', 'src/'],
    ['a link out', 'out/x.txt'],
    ['a file behind a link out', 'out/kept.txt'],
    ['a dangling link', 'dangling/x.txt'],
    ['a dangling link as the file', 'dangling'],
    ['a ring of links', 'loop/x.txt'],
    ['a link as the file', 'link.txt'],
    ['a link inside as the file', 'inner'],
    ['.git', '.git/hooks/pre-commit'],
    ['.git in capitals', '.GIT/config'],
    ['.git of a sub-folder', 'src/.git/config'],
    ['.git with an ignored character', '.g\u200cit/config'],
    ['.git with a trailing dot', '.git./config'],
    ['.git behind a link', 'hooks/pre-commit'],
    ['a reserved file', 'specs/F001/tasks.md'],
    ['a reserved file in capitals', 'specs/F001/TASKS.md'],
    ['a reserved file behind a link', 'alias/F001/tasks.md'],
    ['a reserved folder', '.claude/execution/execution.json'],
    ['a file where a reserved folder has to be', '.claude'],
  ];

  it.each(REFUSED)('refuses %s, and does nothing else either', async (_, path) => {
    const before = snapshot();
    const { ending } = await carryOut(
      fence('txt file=first.txt', 'x') + fence(`txt file="${path.replaceAll('\\', '\\\\')}"`, 'x'),
    );
    expect(ending).toMatchObject({ kind: 'denied', message: expect.stringContaining('Block 2') });
    expect(ending).toHaveProperty('message', expect.stringContaining(path));
    expect(snapshot()).toEqual(before);
  });

  it.each([
    ['its new file', '--- /dev/null\n+++ b/../x.txt\n@@ -0,0 +1 @@\n+x'],
    ['the file that it deletes', '--- a/out/kept.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-kept'],
    [
      'the file that it renames',
      'diff --git a/out/kept.txt b/x.txt\nsimilarity index 100%\nrename from out/kept.txt\nrename to x.txt',
    ],
    ['the file that it changes', '--- a/link.txt\n+++ b/link.txt\n@@ -1 +1 @@\n-kept\n+lost'],
  ])('refuses a diff by %s', async (_, diff) => {
    const before = snapshot();
    expect((await carryOut(fence('diff', diff))).ending.kind).toBe('denied');
    expect(snapshot()).toEqual(before);
  });

  it('looks again at the moment of writing: a script may have made a link', async () => {
    const { ending } = await carryOut(
      fence('sh run', 'ln -s ../../../outside later') + fence('txt file=later/x.txt', 'x'),
    );
    expect(ending).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('leads out of the tree'),
    });
    expect(readdirSync(join(base, 'outside'))).toEqual(['kept.txt']);
  });

  it('lets a link inside the tree be followed', async () => {
    expect((await carryOut(fence('txt file=inner/x.txt', 'x'))).ending.kind).toBe('done');
    expect(text('src/x.txt')).toBe('x\n');
  });

  it('never writes outside of the tree, nor what is reserved, whatever the path', async () => {
    // At most two `..`, and absolute paths below the base only: a fault would stay in the test's own folder.
    const part = fc.constantFrom(
      'src',
      'out',
      'dangling',
      'inner',
      'alias',
      'hooks',
      'loop',
      '.git',
      '.GIT',
      '.',
      '',
      'F001',
      'tasks.md',
      'specs',
      'link.txt',
      'x',
      'a b',
      '~',
      'C:',
      '\u0000',
      'é',
    );
    const up = fc.constantFrom('', '../', 'src/../../', '../../', './../');
    const path = fc
      .tuple(fc.boolean(), up, fc.array(part, { minLength: 1, maxLength: 4 }))
      .map(([absolute, ups, parts]) => (absolute ? `${base}/outside/` : ups) + parts.join('/'));
    const outside = snapshot(tree);
    await fc.assert(
      fc.asyncProperty(path, fc.boolean(), async (name, asDiff) => {
        await carryOut(
          asDiff
            ? fence('diff', `--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+x`)
            : fence(`txt file="${name}"`, 'x'),
        );
        expect(snapshot(tree)).toEqual(outside);
        expect(text('specs/F001/tasks.md')).toBe('- [ ] T001 x\n');
        expect(readdirSync(join(tree, '.git'))).toEqual([]);
      }),
      { numRuns: 200 },
    );
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
  expect(second.ending.kind).toBe('done');
  expect(second.files).toEqual(['unchanged a.txt', 'unchanged b.txt']);
});
