import * as fc from 'fast-check';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { type Capture, captureChanges } from '../capture';
import { type Landing, landPatch } from './land';
import { takeSnapshot } from '../snapshot';
import { anyFiles } from '../testing/files';
import {
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
} from '../testing/repository';

afterAll(removeFolders);

const TEN = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
/** Ten lines, some of them replaced. */
const lines = (changed: Record<number, string> = {}, end = '\n'): string =>
  TEN.map((line, nth) => (changed[nth + 1] ?? line) + end).join('');

const BASE: Files = {
  'ten.txt': lines(),
  'b.txt': 'b\n',
  'tool.sh': { executable: 'echo\n' },
  way: { link: 'b.txt' },
  'src/deep/c.txt': 'c\n',
  'src/d.txt': 'd\n',
  bytes: Buffer.from([0, 1, 2, 255]),
};

/** What an agent leaves that makes `edit` of the workspace as it is. `tree`: where it did so. */
async function captured(workspace: string, edit: Files): Promise<Capture & { tree: string }> {
  const repository = await opened(workspace);
  const folders = foldersFor(workspace);
  const base = valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
  const worktree = await filledSlot(repository, folders, base);
  const tree = join(worktree.path, repository.prefix);
  write(tree, edit);
  return { ...valueOf(await captureChanges(repository, worktree, base, [], folders.scratch)), tree };
}

interface Result extends Pick<Capture, 'files' | 'patch'> {
  /** Where the edit was made. */
  tree: string;
}

/**
 * As `captured`, by one `git diff` in place of a worktree and its twelve commands. The workspace is the folder `prefix` of
 * the repository `root`. `base`: HEAD, or what is on the disk where that is `changed`.
 */
function resultOf(root: string, edit: Files, { prefix = '', base = 'HEAD' } = {}): Result {
  const tree = newFolder();
  cpSync(root, tree, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !['.git', '.nx'].includes(relative(root, path)),
  });
  const index = join(newFolder(), 'index');
  cpSync(join(root, '.git/index'), index);
  const inTree = (...args: string[]): string =>
    gitIn(tree, ['--git-dir', join(root, '.git'), '--work-tree', tree, ...args], { index });
  const add = (): string => inTree('add', '--all', '--force');
  if (base === 'changed') {
    add();
    base = inTree('write-tree');
  }
  write(join(tree, prefix), edit);
  add();
  const raw = ['-c', 'core.quotePath=false', 'diff', '--cached', '--raw', '--patch', '--binary'];
  const text = inTree(...raw, '--full-index', '--no-abbrev', '--no-renames', base);
  // Lines of `:100644 100755 <id> <id> M\t<path>`, an empty one, and the patch.
  const [entries = '', ...patch] = text.split(/^(?=diff --git )/m);
  return {
    tree,
    files: entries
      .trim()
      .split('\n')
      .map((line) => changedFile(line, prefix)),
    patch: Buffer.from(`${patch.join('')}\n`),
  };
}

function changedFile(line: string, prefix: string): ChangedFile {
  const [sides = '', name = ''] = line.slice(1).split('\t');
  const [fromMode = '', toMode = '', fromId = '', toId = ''] = sides.split(' ');
  const state = (mode: string, id: string) => (mode === '000000' ? null : { mode: modeOf(mode), id });
  const path: string = name.startsWith('"') ? JSON.parse(name) : name;
  return { path: path.slice(prefix.length), from: state(fromMode, fromId), to: state(toMode, toId) };
}

function modeOf(mode: string): FileState['mode'] {
  const known = (['100644', '100755', '120000'] as const).find((each) => each === mode);
  if (known === undefined) throw new Error(`No mode of a file: ${mode}`);
  return known;
}

async function land(
  workspace: string,
  { files, patch }: Pick<Capture, 'files' | 'patch'>,
  isLockFile?: (path: string) => boolean,
): Promise<Landing> {
  const scratch = join(workspace, '.nx/specwave/scratch');
  return valueOf(await landPatch(await opened(workspace), files, patch, scratch, isLockFile));
}

/** Lands what must not land, and checks that nothing of the tree changed. */
async function notLanding(workspace: string, result: Pick<Capture, 'files' | 'patch'>): Promise<Landing> {
  const before = filesIn(workspace);
  const landing = await land(workspace, result);
  expect(filesIn(workspace)).toEqual(before);
  return landing;
}

describe('a result that merges', () => {
  const edits: [string, Files][] = [
    ['new, changed and deleted files', { 'new/n.txt': 'n\n', 'b.txt': 'B\n', src: null }],
    [
      'modes',
      { 'tool.sh': 'echo\n', 'b.txt': { executable: 'b\n' }, 'ten.txt': { executable: lines({ 1: 'x' }) } },
    ],
    ['links', { way: { link: 'ten.txt' }, 'src/dangling': { link: '../nowhere' } }],
    ['a link in place of a file, and a file in place of a link', { way: 'file\n', 'b.txt': { link: 'way' } }],
    [
      'binary and empty files',
      { bytes: Buffer.from([0, 9]), more: Buffer.from([0, 13, 10]), empty: '', 'b.txt': '' },
    ],
    ['a folder in place of a file', { 'b.txt': null, 'b.txt/in/x.txt': 'x\n' }],
    ['a file in place of a folder', { src: 'file\n' }],
    ['a folder in place of a link', { way: null, 'way/x.txt': 'x' }],
    ['a link in place of a folder', { src: { link: 'way' } }],
    ['missing line ends', { 'ten.txt': lines().trimEnd(), 'new.txt': 'x' }],
    ['line ends of Windows', { 'ten.txt': lines({}, '\r\n'), 'new.txt': 'x\r\ny\n' }],
    [
      'odd names',
      { 'ünï "q" \' [a]*': 'x', '-dash': 'x', 'sub dir/:x': 'x', '*': 'x', '[b].txt': 'x', '?': 'x' },
    ],
  ];

  it.each(edits)('lands with %s, and a second time writes nothing', async (_, edit) => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, edit);
    const expected = { ...filesIn(result.tree), 'mine.txt': '644 user' };
    write(root, { 'mine.txt': 'user' });
    expect(await land(root, result)).toMatchObject({ kind: 'landed' });
    expect(filesIn(root)).toEqual(expected);
    expect(await land(root, result)).toEqual({ kind: 'landed', written: [], anew: [] });
    expect(filesIn(root)).toEqual(expected);
  });

  it("lands any change of any tree, the user's other changes kept, from any half-landed state", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFiles,
        anyFiles,
        fc.array(fc.boolean(), { minLength: 20 }),
        async (before, after, halves) => {
          const root = repositoryOf({ ...before, 'mine/x': 'x' });
          const removed = Object.fromEntries(Object.keys(before).map((name) => [name, null]));
          const result = await captured(root, { ...removed, ...after });
          const agents = join(foldersFor(root).slots, '1');
          write(root, { 'mine/x': 'user', 'mine/y': 'user' });
          const expected = { ...filesIn(agents), 'mine/x': '644 user', 'mine/y': '644 user' };
          // As a kill leaves it: what goes first, then what comes, each whole.
          const steps = [...result.files.filter(({ to }) => !to), ...result.files.filter(({ to }) => to)];
          for (const { path, to } of steps) {
            if (halves.pop()) break;
            rmSync(join(root, path), { recursive: true, force: true });
            if (to) cpSync(join(agents, path), join(root, path), { recursive: true, verbatimSymlinks: true });
          }
          expect(await land(root, result)).toMatchObject({ kind: 'landed' });
          expect(filesIn(root)).toEqual(expected);
          expect(await land(root, result)).toEqual({ kind: 'landed', written: [], anew: [] });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('completes a tree that holds any part of it', async () => {
    const root = repositoryOf(BASE);
    const edit: Files = { 'b.txt': 'B\n', 'src/d.txt': null, 'n.txt': 'n\n', way: { link: 'n.txt' } };
    const result = resultOf(root, edit);
    const whole = filesIn(result.tree);
    const names = Object.keys(edit);
    for (let part = 0; part < 2 ** names.length; part += 3) {
      gitIn(root, ['checkout', '--quiet', '--', '.']);
      write(root, { 'n.txt': null });
      const there = names.filter((_, nth) => part & (2 ** nth));
      write(root, Object.fromEntries(there.map((name) => [name, edit[name] ?? null])));
      const landing = await land(root, result);
      expect(landing.kind === 'landed' && landing.written.toSorted()).toEqual(
        names.filter((name) => !there.includes(name)).toSorted(),
      );
      expect(filesIn(root)).toEqual(whole);
    }
  });

  it.each(['given', 'reversed'])(
    'lands beside another of the same file on other lines, in the order %s',
    async (order) => {
      const root = repositoryOf(BASE);
      const results = [
        resultOf(root, { 'ten.txt': lines({ 1: 'one' }) }),
        resultOf(root, { 'ten.txt': lines({ 10: 'ten' }) }),
      ];
      for (const result of order === 'reversed' ? results.toReversed() : results)
        expect(await land(root, result)).toEqual({ kind: 'landed', written: ['ten.txt'], anew: [] });
      expect(readFileSync(join(root, 'ten.txt'), 'utf8')).toBe(lines({ 1: 'one', 10: 'ten' }));
      for (const result of results)
        expect(await land(root, result)).toEqual({ kind: 'landed', written: [], anew: [] });
    },
  );

  it("keeps the user's uncommitted edits of the same file, before and after the snapshot", async () => {
    const root = repositoryOf(BASE);
    write(root, { 'ten.txt': lines({ 1: 'user' }) });
    const result = resultOf(root, { 'ten.txt': lines({ 1: 'user', 5: 'agent' }) }, { base: 'changed' });
    write(root, { 'ten.txt': lines({ 1: 'user', 10: 'later' }) });
    expect(await land(root, result)).toMatchObject({ kind: 'landed' });
    expect(readFileSync(join(root, 'ten.txt'), 'utf8')).toBe(lines({ 1: 'user', 5: 'agent', 10: 'later' }));
  });

  it("keeps a mode that the user changed, and the agent's mode with the user's content", async () => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, { 'ten.txt': lines({ 5: 'agent' }), 'b.txt': { executable: 'b\n' } });
    write(root, { 'ten.txt': { executable: lines() }, 'b.txt': 'user\n' });
    expect(await land(root, result)).toMatchObject({ kind: 'landed' });
    expect(filesIn(root)).toMatchObject({ 'ten.txt': `755 ${lines({ 5: 'agent' })}`, 'b.txt': '755 user\n' });
  });

  it("leaves the user's index, HEAD and other files alone, times too", async () => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, { 'b.txt': 'B\n', 'n.txt': 'n' });
    write(root, { 'src/d.txt': 'staged\n' });
    gitIn(root, ['add', '--all', ':!.nx']);
    const seen = (): unknown => [
      readFileSync(join(root, '.git/index')).toString('base64'),
      gitIn(root, ['for-each-ref']),
      statSync(join(root, 'src/d.txt')).ctimeMs,
      statSync(join(root, 'ten.txt')).ctimeMs,
    ];
    const before = seen();
    expect(await land(root, result)).toMatchObject({ kind: 'landed' });
    expect(seen()).toEqual(before);
    expect(gitIn(root, ['status', '--porcelain', '--', ':!.nx'])).toBe(' M b.txt\nM  src/d.txt\n?? n.txt');
  });

  it('lands in a workspace that is a folder of the repository', async () => {
    const root = repositoryOf({ 'apps/web/a.txt': lines(), 'apps/web/x/gone.txt': 'g', 'c.txt': 'c\n' });
    const workspace = join(root, 'apps/web');
    const edit: Files = { 'a.txt': lines({ 1: 'agent' }), 'n.txt': 'n', x: null };
    const result = resultOf(root, edit, { prefix: 'apps/web/' });
    write(workspace, { 'a.txt': lines({ 9: 'user' }) });
    const landing = await land(workspace, result);
    expect(landing.kind === 'landed' && landing.written.toSorted()).toEqual(['a.txt', 'n.txt', 'x/gone.txt']);
    expect(filesIn(workspace)).toEqual({
      'a.txt': `644 ${lines({ 1: 'agent', 9: 'user' })}`,
      'n.txt': '644 n',
    });
  });

  it('lands ignored files that were declared', async () => {
    const root = repositoryOf({ '.gitignore': 'out\n' });
    const result = resultOf(root, { 'out/x.txt': 'x' });
    expect(await land(root, result)).toEqual({ kind: 'landed', written: ['out/x.txt'], anew: [] });
  });

  it.each(['true', 'input'])(
    'keeps line ends as they are on the disk with core.autocrlf=%s',
    async (autocrlf) => {
      // One file is stored with CRLF, as before somebody set the option.
      const root = repositoryOf({ 'stored-crlf.txt': lines({}, '\r\n'), 'lf.txt': lines() });
      gitIn(root, ['config', 'core.autocrlf', autocrlf]);
      const onDisk = autocrlf === 'true' ? '\r\n' : '\n';
      write(root, { 'lf.txt': lines({}, onDisk) });
      const result = resultOf(
        root,
        {
          'stored-crlf.txt': lines({ 1: 'agent' }, '\r\n'),
          'lf.txt': lines({ 1: 'agent' }, onDisk),
          'new.txt': `n${onDisk}`,
        },
        { base: 'changed' },
      );
      write(root, {
        'stored-crlf.txt': lines({ 9: 'user' }, '\r\n'),
        'lf.txt': lines({ 9: 'user' }, onDisk),
      });
      expect(await land(root, result)).toMatchObject({ kind: 'landed' });
      expect(filesIn(root)).toEqual({
        'stored-crlf.txt': `644 ${lines({ 1: 'agent', 9: 'user' }, '\r\n')}`,
        'lf.txt': `644 ${lines({ 1: 'agent', 9: 'user' }, onDisk)}`,
        'new.txt': `644 n${onDisk}`,
      });
      expect(await land(root, result)).toEqual({ kind: 'landed', written: [], anew: [] });
    },
  );

  it('lands in another clone, byte for byte, where the user has changed nothing', async () => {
    const root = repositoryOf(BASE);
    write(root, { 'b.txt': 'user\n' });
    const clone = newFolder();
    gitIn(clone, ['clone', '--quiet', root, '.']);
    write(clone, { 'b.txt': 'user\n' });
    const result = resultOf(
      root,
      {
        'b.txt': 'agent\n',
        bytes: Buffer.from([0, 7]),
        'src/d.txt': null,
      },
      { base: 'changed' },
    );
    expect(await land(clone, result)).toMatchObject({ kind: 'landed' });
    expect(filesIn(clone)).toEqual(filesIn(result.tree));
  });
});

describe('a conflict', () => {
  const cases: [string, Files, Files, string[]][] = [
    ['the same line', { 'ten.txt': lines({ 5: 'agent' }) }, { 'ten.txt': lines({ 5: 'user' }) }, ['ten.txt']],
    ['a deletion against a change', { 'ten.txt': null }, { 'ten.txt': lines({ 5: 'user' }) }, ['ten.txt']],
    [
      'a deletion against lines added at the end',
      { 'ten.txt': null },
      { 'ten.txt': `${lines()}more\n` },
      ['ten.txt'],
    ],
    ['a change against a deletion', { 'ten.txt': lines({ 5: 'agent' }) }, { 'ten.txt': null }, ['ten.txt']],
    ['binary against binary', { bytes: Buffer.from([0, 5]) }, { bytes: Buffer.from([0, 6]) }, ['bytes']],
    ['two new files of one name', { n: 'agent\n' }, { n: 'user\n' }, ['n']],
    ['a new file against its beginning', { n: 'x\ny\n' }, { n: 'x\n' }, ['n']],
    ['two new links of one name', { n: { link: 'a' } }, { n: { link: 'b' } }, ['n']],
    ['two targets of a link', { way: { link: 'x' } }, { way: { link: 'y' } }, ['way']],
    ['a change against a link in its place', { 'b.txt': 'agent\n' }, { 'b.txt': { link: 'way' } }, ['b.txt']],
    ['a link against a change', { 'b.txt': { link: 'way' } }, { 'b.txt': 'user\n' }, ['b.txt']],
    [
      'a change against a folder in its place',
      { 'b.txt': 'agent\n' },
      { 'b.txt': null, 'b.txt/x': 'x' },
      ['b.txt'],
    ],
    ['a new file against a new folder', { n: 'agent\n' }, { 'n/x': 'user' }, ['n']],
    ['a new folder against a new file', { 'n/x': 'agent\n' }, { n: 'user' }, ['n/x']],
    [
      'a file in place of a folder in which the user has another file',
      { src: 'agent\n' },
      { 'src/mine.txt': 'user' },
      ['src'],
    ],
    [
      'one file of several',
      { 'b.txt': 'agent\n', 'ten.txt': lines({ 1: 'agent' }), new: 'n' },
      { 'b.txt': 'user\n' },
      ['b.txt'],
    ],
    [
      'two files of several',
      { 'b.txt': 'agent\n', 'ten.txt': null, new: 'n' },
      { 'b.txt': 'user\n', 'ten.txt': 'x' },
      ['b.txt', 'ten.txt'],
    ],
    ['an odd name', { '[a]* "ü"': 'agent\n', a: 'x' }, { '[a]* "ü"': 'user\n' }, ['[a]* "ü"']],
  ];

  it.each(cases)('is %s: nothing is written', async (_, agent, user, conflicts) => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, agent);
    write(root, user);
    expect(await notLanding(root, result)).toEqual({ kind: 'conflict', files: conflicts });
  });

  it('is between two results that change the same line', async () => {
    const root = repositoryOf(BASE);
    const [first, second] = [
      resultOf(root, { 'ten.txt': lines({ 5: 'first' }) }),
      resultOf(root, { 'ten.txt': lines({ 5: 'second' }), n: 'n' }),
    ];
    expect(await land(root, first)).toMatchObject({ kind: 'landed' });
    expect(await notLanding(root, second)).toEqual({ kind: 'conflict', files: ['ten.txt'] });
  });

  it('is a change of a file that is not what the agent saw, which this clone never had, rather than a wrong guess', async () => {
    const block = 'start\nx\ny\nz\nend\n';
    const root = repositoryOf({ 'blocks.txt': 'head\n' });
    const clone = newFolder();
    gitIn(clone, ['clone', '--quiet', root, '.']);
    write(root, { 'blocks.txt': `${block}${block}`, 'n.txt': 'n' });
    const result = resultOf(
      root,
      { 'blocks.txt': `${block}${block.replace('y', 'agent')}` },
      { base: 'changed' },
    );
    write(clone, { 'blocks.txt': `${block}${block}${block}` });
    expect(await notLanding(clone, result)).toEqual({ kind: 'conflict', files: ['blocks.txt'] });
  });
});

describe('what is refused', () => {
  it.each(['outside', 'inside'])('is to write through a link that leads %s', async (where) => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, { 'src/new/n.txt': 'n', 'src/d.txt': 'agent\n' });
    const target = where === 'outside' ? newFolder() : join(root, 'elsewhere');
    mkdirSync(target, { recursive: true });
    write(target, { 'd.txt': 'd\n', 'deep/c.txt': 'c\n' });
    write(root, { src: { link: target } });
    const before = filesIn(target);
    const landing = await notLanding(root, result);
    expect(landing).toMatchObject({ kind: 'refused', reason: expect.stringContaining('link src') as string });
    expect(filesIn(target)).toEqual(before);
  });

  it('is a new link that leads out of the tree', async () => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, { 'b.txt': 'agent\n', 'src/up': { link: '../..' } });
    expect(await notLanding(root, result)).toEqual({
      kind: 'refused',
      reason: 'src/up is a link that leads out of the tree',
    });
  });

  const newFile = (name: string): string =>
    `diff --git a/${name} b/${name}\nnew file mode 100644\nindex 0000000..d00491f\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+1\n`;
  const made = (path: string): ChangedFile => ({
    path,
    from: null,
    to: { mode: '100644', id: 'd00491fd7e5bb6fa28c517a0bb32b8b506539d4d' },
  });

  it.each(['../x', '.git/x', 'ELSEWHERE/x', 'src/../../x', '.GIT/hooks/x', 'src/.git/x', 'a//b', './x'])(
    'is the path %s, in the record or only in the patch',
    async (path) => {
      const root = repositoryOf(BASE);
      const elsewhere = newFolder();
      const name = path.replace('ELSEWHERE', elsewhere);
      const git = readFileSync(join(root, '.git/config'), 'utf8');
      const patch = Buffer.from(newFile('fine.txt') + newFile(name));
      expect((await notLanding(root, { files: [made(name)], patch })).kind).toBe('refused');
      expect((await notLanding(root, { files: [made('fine.txt')], patch })).kind).toBe('refused');
      const untouched = ['../x', '.git/x', '.git/hooks/x', 'src/.git'].map((each) => join(root, each));
      for (const each of [...untouched, join(elsewhere, 'x')])
        expect([each, existsSync(each)]).toEqual([each, false]);
      expect(readFileSync(join(root, '.git/config'), 'utf8')).toBe(git);
    },
  );

  it.each<[string, (result: Pick<Capture, 'files' | 'patch'>) => Pick<Capture, 'files' | 'patch'>]>([
    [
      'changes a file of which the record does not speak',
      ({ files, patch }) => ({ patch, files: files.slice(1) }),
    ],
    [
      'does not change a file of which it speaks',
      ({ files, patch }) => ({ patch, files: [...files, made('more.txt')] }),
    ],
    [
      'makes something else of a file',
      ({ files, patch }) => ({
        files,
        patch: Buffer.from(patch.toString().replace('+agent', '+AGENT')),
      }),
    ],
    [
      'makes another mode',
      ({ files, patch }) => ({
        files,
        patch: Buffer.from(patch.toString().replace('new file mode 100644', 'new file mode 100755')),
      }),
    ],
    [
      'makes a repository',
      ({ files, patch }) => ({
        files,
        patch: Buffer.from(patch.toString().replace('new file mode 100644', 'new file mode 160000')),
      }),
    ],
    ['is no patch', ({ files }) => ({ files, patch: Buffer.from('hello\n') })],
    ['is empty', ({ files }) => ({ files, patch: Buffer.alloc(0) })],
    ['is torn', ({ files, patch }) => ({ files, patch: patch.subarray(0, patch.length - 9) })],
  ])('is a patch that %s', async (_, forge) => {
    const root = repositoryOf(BASE);
    const result = resultOf(root, { 'b.txt': 'agent\n', 'n.txt': 'n\n' });
    const landing = await notLanding(root, forge(result));
    expect(landing.kind).toBe('refused');
  });
});

describe('what packages are asked for', () => {
  const manifest = (dependencies: object, more: object = {}): string =>
    `${JSON.stringify({ name: 'app', dependencies, ...more }, null, 2)}\n`;
  const FILES: Files = {
    'package.json': manifest({ m: '1' }),
    'package-lock.json': '{ "of": "m" }\n',
    'a.txt': 'a\n',
  };
  const isLockFile = (path: string): boolean => path === 'package-lock.json';
  const adding = (dependencies: object, lock: string): Files => ({
    'package.json': manifest(dependencies),
    ...(lock === '' ? {} : { 'package-lock.json': lock }),
  });

  it('a dependency each: the manifest has both, and the lock file stays until it is made anew', async () => {
    const root = repositoryOf(FILES);
    const one = resultOf(root, adding({ a: '1', m: '1' }, 'of a, m'));
    const other = resultOf(root, { ...adding({ b: '1', m: '1' }, 'of b, m'), 'a.txt': 'A\n' });
    expect(await land(root, one, isLockFile)).toMatchObject({ kind: 'landed', anew: [] });
    expect(await land(root, other, isLockFile)).toEqual({
      kind: 'landed',
      written: expect.arrayContaining(['package.json', 'a.txt']),
      anew: ['package-lock.json'],
    });
    expect(filesIn(root)).toMatchObject({
      'package.json': `644 ${manifest({ a: '1', b: '1', m: '1' })}`,
      'package-lock.json': '644 of a, m',
      'a.txt': '644 A\n',
    });
    expect(await land(root, other, isLockFile)).toEqual({
      kind: 'landed',
      written: [],
      anew: ['package-lock.json'],
    });
  });

  it('a lock file that only the later one changed is taken over, and made anew for the manifest of both', async () => {
    const root = repositoryOf(FILES);
    const one = resultOf(root, adding({ a: '1', m: '1' }, ''));
    const other = resultOf(root, adding({ b: '1', m: '1' }, 'of b, m'));
    await land(root, one, isLockFile);
    expect(await land(root, other, isLockFile)).toMatchObject({ anew: ['package-lock.json'] });
    expect(filesIn(root)['package-lock.json']).toBe('644 of b, m');
  });

  it('a manifest from another clone, of whose version this one knows the patch only', async () => {
    const root = repositoryOf(FILES);
    const elsewhere = repositoryOf({ ...FILES, 'only/there.txt': 'x' });
    const other = resultOf(elsewhere, adding({ b: '1', m: '1' }, ''));
    await land(root, resultOf(root, adding({ a: '1', m: '1' }, '')), isLockFile);
    expect(await land(root, other, isLockFile)).toMatchObject({ kind: 'landed' });
    expect(filesIn(root)['package.json']).toBe(`644 ${manifest({ a: '1', b: '1', m: '1' })}`);
  });

  it('one dependency in two versions is a conflict, and nothing is written', async () => {
    const root = repositoryOf(FILES);
    const other = resultOf(root, adding({ m: '3' }, 'of m 3'));
    await land(root, resultOf(root, adding({ m: '2' }, 'of m 2')), isLockFile);
    expect(await notLanding(root, other)).toEqual({
      kind: 'conflict',
      files: expect.arrayContaining(['package.json']),
    });
  });

  it('without anybody who makes lock files, they are files like others', async () => {
    const root = repositoryOf(FILES);
    const other = resultOf(root, adding({ b: '1', m: '1' }, 'of b, m'));
    await land(root, resultOf(root, adding({ a: '1', m: '1' }, 'of a, m')));
    expect(await notLanding(root, other)).toEqual({ kind: 'conflict', files: ['package-lock.json'] });
  });
});
