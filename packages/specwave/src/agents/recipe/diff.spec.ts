import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEnding } from '../driver';
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

/** Carries out a body; `files` reads `written src/a.ts`. */
async function carryOut(body: string): Promise<{ ending: AgentEnding; files: string[] }> {
  const files: string[] = [];
  const ending = await recipeDriver().run(
    testJob(base, { tree, workspaceRoot: tree, body }),
    (event) => {
      if (event.type === 'agent-file') {
        files.push(`${event.change} ${event.path}`);
      }
    },
    new AbortController().signal,
  );
  return { ending, files };
}

const put = (path: string, content: string): void => place.put(path, content);
const text = (path: string): string => place.text(path);

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
    expect(first.ending.outcome).toBe('done');
    expect(readdirSync(tree).toSorted()).toEqual(['new.sh', 'to.txt']);
    expect(text('new.sh')).toBe('a\nb\n');
    expect(statSync(join(tree, 'new.sh')).mode & 0o777).toBe(0o755);
    expect(text('to.txt')).toBe('one\nTWO\n');

    const second = await carryOut(fence('diff', diff));
    expect(second.ending.outcome).toBe('done');
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
      outcome: 'failed',
      message: 'Block 1 (`diff`) cannot change `b.txt`: hunk 1 does not fit.',
    });
    expect(text('a.txt')).toBe('one\ntwo\nthree\n');
  });

  it('that is no valid diff does nothing at all', async () => {
    const broken = '--- a/a.txt\n+++ b/a.txt\n@@ -1,9 +1,9 @@\n one';
    const { ending } = await carryOut(fence('txt file=first.txt', 'x') + fence('diff', broken));
    expect(ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('Block 2 (`diff`) is not a valid diff'),
    });
    expect(readdirSync(tree)).toEqual([]);
  });

  it('without file names and hunks is an illustration', async () => {
    expect((await carryOut(fence('diff', '- old\n+ new'))).ending.outcome).toBe('needs-agent');
  });

  it('that makes a link is refused', async () => {
    const diff =
      'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file';
    expect((await carryOut(fence('diff', diff))).ending).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('120000'),
    });
    expect(readdirSync(tree)).toEqual([]);
  });
});
