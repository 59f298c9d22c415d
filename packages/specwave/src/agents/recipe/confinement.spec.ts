import { mkdirSync, lstatSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { AgentEnding } from '../driver';
import { recipeDriver } from './recipe';
import { testJob } from '../testing/job';
import { fence, TestTree } from './testing/tree';

const RESERVED = ['specs/F001/tasks.md', '.claude/execution'];

let place: TestTree;
let base: string;
let tree: string;

beforeEach(() => {
  place = new TestTree(join('deep', 'down', 'tree'));
  ({ base, root: tree } = place);
});

afterEach(() => place.remove());

/** Carries out a body. */
async function carryOut(body: string): Promise<AgentEnding> {
  return recipeDriver().run(
    testJob(base, { tree, workspaceRoot: tree, body, reserved: RESERVED }),
    () => undefined,
    new AbortController().signal,
  );
}

const put = (path: string, content: string): void => place.put(path, content);
const text = (path: string): string => place.text(path);

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
    const ending = await carryOut(
      fence('txt file=first.txt', 'x') + fence(`txt file="${path.replaceAll('\\', '\\\\')}"`, 'x'),
    );
    expect(ending).toMatchObject({ outcome: 'denied', message: expect.stringContaining('Block 2') });
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
    expect((await carryOut(fence('diff', diff))).outcome).toBe('denied');
    expect(snapshot()).toEqual(before);
  });

  it('looks again at the moment of writing: a script may have made a link', async () => {
    const ending = await carryOut(
      fence('sh run', 'ln -s ../../../outside later') + fence('txt file=later/x.txt', 'x'),
    );
    expect(ending).toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('leads out of the tree'),
    });
    expect(readdirSync(join(base, 'outside'))).toEqual(['kept.txt']);
  });

  it('lets a link inside the tree be followed', async () => {
    expect((await carryOut(fence('txt file=inner/x.txt', 'x'))).outcome).toBe('done');
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
