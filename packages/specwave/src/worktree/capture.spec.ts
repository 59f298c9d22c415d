import * as fc from 'fast-check';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Capture, captureChanges } from './capture';
import type { Repository } from './git/repository';
import { anyFiles } from './testing/files';
import { takeSnapshot } from './snapshot';
import {
  commitAll,
  type Files,
  filesIn,
  filledSlot,
  foldersFor,
  gitIn,
  newFolder,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from './testing/repository';
import type { Slot } from './slots/slots';

afterAll(removeFolders);

const BASE: Files = {
  '.gitignore': '*.log\n',
  'a.txt': 'a\nb\nc\n',
  'b.txt': 'b\n',
  'tool.sh': { executable: 'echo\n' },
  way: { link: 'a.txt' },
  'src/deep/c.txt': 'c\n',
  'src/d.txt': 'd\n',
  bytes: Buffer.from([0, 1, 2, 255]),
};

interface Work {
  root: string;
  repository: Repository;
  worktree: Slot;
  base: string;
  capture: (declared?: string[]) => Promise<Capture>;
}

/** An agent's worktree of the workspace as it is. */
async function workIn(workspace: string): Promise<Work> {
  const repository = await opened(workspace);
  const folders = foldersFor(workspace);
  const base = valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
  const worktree = await filledSlot(repository, folders, base);
  const capture = async (declared: string[] = []): Promise<Capture> =>
    valueOf(await captureChanges(repository, worktree, base, declared, folders.scratch));
  return { root: repository.top, repository, worktree, base, capture };
}

/** What plain `git apply` makes of the base with this patch. */
function appliedTo({ root, base }: Work, patch: Buffer): Record<string, string> {
  const tree = newFolder();
  gitIn(root, ['worktree', 'add', '--quiet', '--detach', tree, base]);
  if (patch.length > 0) gitIn(tree, ['apply', '--binary', '--whitespace=nowarn'], { input: patch });
  return filesIn(tree);
}

const paths = ({ files }: Capture): string[] => files.map((file) => file.path);

describe('the patch', () => {
  const edits: [string, Files][] = [
    ['a new file', { 'new/n.txt': 'n\n' }],
    ['a changed file', { 'a.txt': 'a\nB\nc\n' }],
    ['a deleted file and folder', { 'b.txt': null, src: null }],
    ['a renamed file', { 'b.txt': null, 'renamed.txt': 'b\n' }],
    ['changed modes', { 'tool.sh': 'echo\n', 'a.txt': { executable: 'a\nb\nc\n' } }],
    ['a changed link and a new one', { way: { link: 'b.txt' }, 'src/dangling': { link: '../nowhere' } }],
    [
      'a link in place of a file, and a file in place of a link',
      { way: 'file\n', 'b.txt': { link: 'a.txt' } },
    ],
    ['binary files', { bytes: Buffer.from([0, 9, 2, 255]), more: Buffer.from([0, 13, 10, 26]) }],
    ['empty files', { empty: '', 'b.txt': '' }],
    ['a folder in place of a file', { 'b.txt': null, 'b.txt/inside/x.txt': 'x\n' }],
    ['a file in place of a folder', { src: 'file\n' }],
    ['a missing line end', { 'a.txt': 'a\nb\nc', 'new.txt': 'x' }],
    ['line ends of Windows', { 'a.txt': 'a\r\nb\r\nc\r\n', 'new.txt': 'x\r\ny\n' }],
    ['odd names', { 'ünï "q" \' [a]*': 'x', '-dash': 'x', 'sub dir/:x': 'x', '@@ -1 +1 @@': 'x' }],
  ];

  it.each(edits)('holds %s', async (_, edit) => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, edit);
    const { patch, refused } = await work.capture();
    expect(refused).toEqual([]);
    expect(appliedTo(work, patch)).toEqual(filesIn(work.worktree.path));
  });

  it('makes of any tree what the agent made of it', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, anyFiles, async (before, after) => {
        const root = repositoryOf(before);
        const work = await workIn(root);
        for (const name of Object.keys(filesIn(work.worktree.path)))
          rmSync(join(work.worktree.path, name), { force: true });
        gitIn(work.worktree.path, ['clean', '-ffdxq']);
        write(work.worktree.path, after);
        const { patch, files, refused } = await work.capture();
        expect(refused).toEqual([]);
        expect(appliedTo(work, patch)).toEqual(filesIn(work.worktree.path));
        const [from, to] = [filesIn(root), filesIn(work.worktree.path)];
        const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
          (name) => from[name] !== to[name],
        );
        expect(files.map(({ path }) => path).toSorted()).toEqual(changed.toSorted());
      }),
      { numRuns: 12 },
    );
  });

  it("is against the base, uncommitted files of the user's included", async () => {
    const root = repositoryOf(BASE);
    write(root, { 'b.txt': 'user\n', 'untracked.txt': 'user\n' });
    const work = await workIn(root);
    write(work.worktree.path, { 'untracked.txt': 'agent\n' });
    const capture = await work.capture();
    expect(paths(capture)).toEqual(['untracked.txt']);
    expect(capture.patch.toString()).toContain('-user\n+agent\n');
  });

  it("does not depend on the user's settings of git's diff", async () => {
    const settings = {
      'diff.noprefix': 'true',
      'diff.renames': 'copies',
      'diff.external': 'false',
      'color.ui': 'always',
      'diff.context': '0',
      'core.quotePath': 'true',
      'diff.orderFile': '/nowhere',
      'diff.suppressBlankEmpty': 'true',
      'diff.interHunkContext': '9',
      'diff.algorithm': 'patience',
      'diff.mnemonicPrefix': 'true',
    };
    const edit: Files = { 'b.txt': null, 'renamed.txt': 'b\n', 'a.txt': 'a\nb\nC\n' };
    const patches: string[] = [];
    for (const config of [{}, settings]) {
      const work = await workIn(repositoryOf(BASE, config));
      write(work.worktree.path, edit);
      patches.push((await work.capture()).patch.toString());
    }
    expect(patches[1]).toBe(patches[0]);
  });

  it('is empty where nothing was changed', async () => {
    const work = await workIn(repositoryOf(BASE));
    expect(await work.capture()).toEqual({ files: [], patch: Buffer.alloc(0), refused: [] });
  });

  it('sees a change of the same length in the same second', async () => {
    const work = await workIn(repositoryOf(BASE));
    writeFileSync(join(work.worktree.path, 'b.txt'), 'X\n');
    expect(paths(await work.capture())).toEqual(['b.txt']);
  });

  it('holds declared files that are ignored, and no others', async () => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, { 'out/due.log': 'x', 'out/other.log': 'y', 'node_modules/x.js': 'z' });
    expect(paths(await work.capture(['out/due.log', 'out/missing.log']))).toEqual(['out/due.log']);
  });

  it('changes no line end where git converts them', async () => {
    const root = repositoryOf({ ...BASE, 'crlf.txt': 'one\r\ntwo\r\nthree\r\n' });
    gitIn(root, ['config', 'core.autocrlf', 'true']);
    const work = await workIn(root);
    write(work.worktree.path, {
      'crlf.txt': 'one\r\nTWO\r\nthree\r\n',
      'a.txt': 'a\r\nB\r\nc\r\n',
      'new.txt': 'n\r\n',
    });
    const { patch } = await work.capture();
    expect(
      patch
        .toString()
        .split('\n')
        .filter((line) => /^[-+]\w/.test(line)),
    ).toEqual(['-b', '+B', '-two\r', '+TWO\r', '+n']);
  });
});

describe('what is recorded', () => {
  it('says of each file what it was and what it is, with paths relative to the workspace', async () => {
    const root = repositoryOf({ 'apps/web/a.txt': 'a\n', 'apps/web/b.txt': 'b\n', 'c.txt': 'c\n' });
    const work = await workIn(join(root, 'apps/web'));
    write(join(work.worktree.path, 'apps/web'), {
      'a.txt': { executable: 'A\n' },
      'b.txt': null,
      n: { link: 'x' },
    });
    const id = (text: string): string => gitIn(root, ['hash-object', '--stdin'], { input: text });
    expect(await work.capture()).toMatchObject({
      files: [
        { path: 'a.txt', from: { mode: '100644', id: id('a\n') }, to: { mode: '100755', id: id('A\n') } },
        { path: 'b.txt', from: { mode: '100644', id: id('b\n') }, to: null },
        { path: 'n', from: null, to: { mode: '120000', id: id('x') } },
      ],
      refused: [],
    });
  });

  it('refuses a change outside of the workspace', async () => {
    const root = repositoryOf({ 'apps/web/a.txt': 'a\n', 'c.txt': 'c\n' });
    const work = await workIn(join(root, 'apps/web'));
    write(work.worktree.path, { 'c.txt': 'C\n' });
    expect((await work.capture()).refused).toEqual([{ path: 'c.txt', reason: 'lies outside the workspace' }]);
  });

  it('refuses links that lead out of the tree, and keeps those that stay in it', async () => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, {
      'src/in': { link: '../a.txt' },
      'src/up': { link: '../..' },
      passwd: { link: '/etc/passwd' },
    });
    expect((await work.capture()).refused).toEqual([
      { path: 'passwd', reason: 'is a link that leads out of the tree' },
      { path: 'src/up', reason: 'is a link that leads out of the tree' },
    ]);
  });

  it('refuses names that do not travel: control characters, and bytes that are no UTF-8', async () => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, { 'new\nline': 'x' });
    writeFileSync(Buffer.concat([Buffer.from(`${work.worktree.path}/lat`), Buffer.from([0xe9])]), 'x');
    const { files, refused } = await work.capture();
    expect(files).toEqual([]);
    expect(refused).toMatchObject([{ path: 'lat\uFFFD' }, { path: 'new\nline' }]);
  });

  it('refuses files that Git LFS keeps', async () => {
    const work = await workIn(repositoryOf({ '.gitattributes': '*.png filter=lfs\n', 'old.png': 'pointer' }));
    write(work.worktree.path, { 'new.png': 'image', 'old.png': null });
    const { refused, files } = await work.capture();
    expect(refused).toMatchObject([
      { path: 'new.png', reason: expect.stringContaining('Git LFS') as string },
    ]);
    expect(files).toHaveLength(2);
  });
});

describe("an agent that uses git's commands", () => {
  it.each<[string, (path: string) => void]>([
    ['commits', (path) => commitAll(path)],
    ['stages', (path) => gitIn(path, ['add', '--all'])],
    ['hides its changes with flags', (path) => gitIn(path, ['update-index', '--assume-unchanged', 'a.txt'])],
    ['makes its tree sparse', (path) => gitIn(path, ['sparse-checkout', 'set', '--no-cone', '/*'])],
    [
      'makes a repository of a folder with tracked files',
      (path) => gitIn(path, ['init', '--quiet', '--template=', 'src']),
    ],
    ['deletes its index', (path) => rmSync(join(path, '.git/index'))],
  ])('has the same patch when it %s', async (_, act) => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, { 'a.txt': 'changed\n', 'src/new.txt': 'n\n', 'src/deep/c.txt': null });
    const expected = await work.capture();
    act(work.worktree.path);
    const { 'src/.git': _git, ...files } = filesIn(work.worktree.path);
    expect(files['a.txt']).toBe('644 changed\n');
    const { refused, ...capture } = await work.capture();
    expect(refused).toEqual([]);
    expect(capture).toEqual({ files: expected.files, patch: expected.patch });
  });

  it('is refused where its work is in a repository of its own', async () => {
    const work = await workIn(repositoryOf(BASE));
    gitIn(work.worktree.path, ['init', '--quiet', '--template=', 'own']);
    write(work.worktree.path, { 'own/x.txt': 'x' });
    expect((await work.capture()).refused).toMatchObject([{ path: 'own/' }]);
    commitAll(join(work.worktree.path, 'own'));
    expect((await work.capture()).refused).toMatchObject([{ path: 'own/' }]);
    gitIn(work.worktree.path, ['add', '--all']);
    expect((await work.capture()).refused).toMatchObject([{ path: 'own/' }]);
  });

  it('is refused where a repository takes the place of a file', async () => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, { 'b.txt': null, 'b.txt/x': 'x' });
    gitIn(join(work.worktree.path, 'b.txt'), ['init', '--quiet', '--template=']);
    commitAll(join(work.worktree.path, 'b.txt'));
    const { refused, files } = await work.capture();
    expect(refused).not.toEqual([]);
    expect(files.filter(({ to }) => to !== null)).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    ['deletes its .git', (path) => write(path, { '.git': null })],
    [
      'sends its .git elsewhere',
      (path) => write(path, { '.git': `gitdir: ${repositoryOf({ x: 'x' })}/.git\n` }),
    ],
    [
      'makes it another repository',
      (path) => {
        write(path, { '.git': null });
        gitIn(path, ['init', '--quiet', '--template=']);
        commitAll(path);
      },
    ],
  ])('is taken over as it stands where it %s', async (_, act) => {
    const work = await workIn(repositoryOf(BASE));
    write(work.worktree.path, { 'a.txt': 'agent\n' });
    act(work.worktree.path);
    const { files, refused } = await work.capture();
    expect({ paths: files.map(({ path }) => path), refused }).toEqual({ paths: ['a.txt'], refused: [] });
  });

  it('is refused where what was noted of its tree is gone', async () => {
    const work = await workIn(repositoryOf(BASE));
    rmSync(work.worktree.notes, { recursive: true });
    expect((await work.capture()).refused).toMatchObject([{ path: '.' }]);
  });

  it('is refused where it changes what is inside a submodule, or which commit of it', async () => {
    const inner = repositoryOf({ 'x.txt': 'x\n' });
    const root = repositoryOf(BASE);
    gitIn(root, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub']);
    commitAll(root);
    const work = await workIn(root);
    expect((await work.capture()).refused).toEqual([]);
    write(work.worktree.path, { 'sub/y.txt': 'y' });
    expect((await work.capture()).refused).toMatchObject([{ path: 'sub' }]);
    write(work.worktree.path, { sub: null });
    gitIn(work.worktree.path, ['clone', '--quiet', inner, 'sub']);
    expect((await work.capture()).refused).toEqual([]);
    write(work.worktree.path, { 'sub/y.txt': 'y' });
    expect((await work.capture()).refused).toMatchObject([{ path: 'sub' }]);
    commitAll(join(work.worktree.path, 'sub'));
    expect((await work.capture()).refused).toMatchObject([{ path: 'sub' }]);
  });
});
