import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Snapshot, takeSnapshot } from './snapshot';
import {
  commitAll,
  type Files,
  gitIn,
  listing,
  listingOf,
  newFolder,
  newRepository,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from './testing/repository';

afterAll(removeFolders);

async function snapshot(workspace: string, declared: string[] = []): Promise<Snapshot> {
  return valueOf(await takeSnapshot(await opened(workspace), declared, newFolder()));
}

async function filesOf(workspace: string, declared: string[] = []): Promise<Record<string, string>> {
  return listingOf(workspace, (await snapshot(workspace, declared)).commit);
}

const BASE: Files = {
  'a.txt': 'a\n',
  'b.txt': 'b\n',
  'tool.sh': { executable: 'echo\n' },
  way: { link: 'a.txt' },
  'deep/er/c.txt': 'c\n',
};

describe('what is in a snapshot', () => {
  it('is what stands on the disk where git is told not to look (skip-worktree); what does not stand there, as committed', async () => {
    const root = repositoryOf(BASE);
    gitIn(root, ['update-index', '--skip-worktree', 'a.txt', 'b.txt']);
    write(root, { 'a.txt': 'private\n', 'b.txt': null });
    const files = await filesOf(root);
    expect(files).toMatchObject({ 'a.txt': '644 private\n', 'b.txt': '644 b\n' });
    // The user's own index goes on not looking.
    expect(gitIn(root, ['ls-files', '-t', 'a.txt', 'b.txt'])).toBe('S a.txt\nS b.txt');
  });

  it('is every file of the working tree as it is: unstaged, staged, untracked, deleted, of another mode or type', async () => {
    const root = repositoryOf(BASE);
    write(root, { 'b.txt': 'staged\n', 'staged.txt': 'new\n' });
    gitIn(root, ['add', '--all']);
    write(root, {
      'a.txt': 'edited\n',
      'b.txt': 'staged, then edited\n',
      'tool.sh': 'echo\n',
      way: 'a file now\n',
      'deep/er/c.txt': null,
      'deep/er': { link: '../a.txt' },
      'new/untracked.bin': Buffer.from([0, 255, 13, 10, 0]),
      'new/empty': '',
      'new/run': { executable: 'x' },
    });
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('takes a file that is staged and deleted as deleted', async () => {
    const root = repositoryOf(BASE);
    write(root, { 'new.txt': 'new\n' });
    gitIn(root, ['add', 'new.txt']);
    write(root, { 'new.txt': null });
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('has what was only announced with git add -N', async () => {
    const root = repositoryOf(BASE);
    write(root, { 'announced.txt': 'content\n', 'gone.txt': 'x' });
    gitIn(root, ['add', '--intent-to-add', 'announced.txt', 'gone.txt']);
    write(root, { 'gone.txt': null });
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('has a file that was taken out of the index but not off the disk', async () => {
    const root = repositoryOf(BASE);
    gitIn(root, ['rm', '--quiet', '--cached', 'a.txt']);
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('has no ignored file, except a declared one', async () => {
    const root = repositoryOf({ '.gitignore': 'dist/\n*.log\n' });
    write(root, { 'dist/out.js': '1', 'dist/other.js': '2', 'x.log': '3' });
    expect(Object.keys(await filesOf(root, ['dist/out.js', 'missing.txt', 'dist', '.gitignore/x']))).toEqual([
      '.gitignore',
      'dist/out.js',
    ]);
  });

  it('has no installed packages and nothing of Nx and Specwave, even where nobody ignores them', async () => {
    const root = repositoryOf(BASE);
    write(root, {
      'node_modules/x/index.js': '1',
      'deep/node_modules/y.js': '1',
      '.nx/cache/1': '1',
      '.nx/workspace-data/1': '1',
      '.nx/specwave/results/1': '1',
      '.nx/nxw.js': 'kept',
    });
    expect(Object.keys(await filesOf(root)).toSorted()).toEqual(
      [...Object.keys(BASE), '.nx/nxw.js'].toSorted(),
    );
  });

  it('follows no link: a link to a folder outside is a link', async () => {
    const root = repositoryOf(BASE);
    const outside = newFolder();
    write(outside, { secret: 'x' });
    write(root, { out: { link: outside } });
    expect((await filesOf(root, ['out/secret']))['out']).toBe(`link ${outside}`);
  });

  it.each(['true', 'input', 'false'])(
    'has line ends as git would store them with core.autocrlf=%s',
    async (autocrlf) => {
      const root = repositoryOf({
        '.gitattributes': '*.bat eol=crlf\n*.raw -text\n',
        'stored-crlf.txt': 'one\r\ntwo\r\n',
      });
      gitIn(root, ['config', 'core.autocrlf', autocrlf]);
      write(root, {
        'stored-crlf.txt': 'one\r\nTWO\r\n',
        'new.txt': 'x\r\ny\r\n',
        'mixed.txt': 'x\r\ny\n',
        'run.bat': 'x\r\n',
        'bytes.raw': 'x\r\n',
      });
      const files = await filesOf(root);
      gitIn(root, ['add', '--all']);
      expect(files).toEqual(listingOf(root, gitIn(root, ['write-tree'])));
    },
  );

  it('has files of odd names', async () => {
    const odd: Files = Object.fromEntries(
      [
        'two words',
        'quo"te\'s',
        'new\nline',
        'tab\there',
        'ünï-日本',
        '-dash',
        '[a]',
        '*',
        'back\\slash',
        ':(top)x',
      ].flatMap((name) => [
        [name, 'top\n'],
        [`sub dir/${name}`, 'deep\n'],
      ]),
    );
    const root = repositoryOf(BASE);
    write(root, odd);
    expect(await filesOf(root, ['[a]', '-dash'])).toEqual(listing(root));
    commitAll(root);
    for (const name of Object.keys(odd)) write(root, { [name]: 'edited\n' });
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('has files whose names are no UTF-8', async () => {
    const root = repositoryOf(BASE);
    writeFileSync(Buffer.concat([Buffer.from(`${root}/lat`), Buffer.from([0xe9]), Buffer.from('in')]), 'x');
    const { commit } = await snapshot(root);
    expect(gitIn(root, ['ls-tree', '--name-only', commit])).toContain('"lat\\351in"');
  });

  it('sees every edit of a file, however fast they follow each other', async () => {
    const root = repositoryOf(BASE);
    for (const text of ['1', '2', '3', '4', '5', '6']) {
      write(root, { 'a.txt': `${text}\n` });
      if (text === '3') gitIn(root, ['add', 'a.txt']);
      writeFileSync(join(root, 'a.txt'), `${text}!`);
      expect((await filesOf(root))['a.txt']).toBe(`644 ${text}!`);
    }
  });

  it('sees an edit of the same length made just after git wrote its index', async () => {
    const root = repositoryOf(BASE);
    for (const text of ['1', '2', '3', '4']) {
      writeFileSync(join(root, 'a.txt'), `old${text}`);
      gitIn(root, ['add', 'a.txt']);
      writeFileSync(join(root, 'a.txt'), `new${text}`);
      expect((await filesOf(root))['a.txt']).toBe(`644 new${text}`);
    }
  });
});

describe('where the workspace lies', () => {
  it('works in a repository without any commit', async () => {
    const root = newRepository();
    write(root, BASE);
    const { commit } = await snapshot(root);
    expect(listingOf(root, commit)).toEqual(listing(root));
    expect(gitIn(root, ['rev-list', '--count', commit])).toBe('1');
  });

  it('holds the whole repository where the workspace is a folder of it', async () => {
    const root = repositoryOf({ ...BASE, '.gitignore': '*.log\n', 'apps/web/x.txt': 'x\n' });
    write(root, { 'apps/web/x.txt': 'edited\n', 'apps/web/y.log': 'y\n', 'a.txt': 'edited\n', 'n.txt': 'n' });
    const { 'apps/web/y.log': declared, ...others } = listing(root);
    expect(await filesOf(join(root, 'apps/web'))).toEqual(others);
    expect(await filesOf(join(root, 'apps/web'), ['y.log'])).toEqual({
      ...others,
      'apps/web/y.log': declared,
    });
  });

  it('works in a linked worktree', async () => {
    const root = repositoryOf(BASE);
    const linked = join(newFolder(), 'linked');
    gitIn(root, ['worktree', 'add', '--quiet', '--detach', linked]);
    write(linked, { 'a.txt': 'edited there\n', 'n.txt': 'n' });
    expect(await filesOf(linked)).toEqual(listing(linked));
  });

  it('works where the way to the workspace is a link', async () => {
    const root = repositoryOf({ ...BASE, 'apps/web/x.txt': 'x\n' });
    const way = join(newFolder(), 'way');
    symlinkSync(join(root, 'apps/web'), way);
    write(root, { 'apps/web/x.txt': 'edited\n' });
    expect((await opened(way)).commonDir).toBe(join(root, '.git'));
    expect(await filesOf(way)).toEqual(listing(root));
  });

  it('has the files as they lie in the middle of a merge', async () => {
    const root = repositoryOf(BASE);
    gitIn(root, ['checkout', '--quiet', '-b', 'other']);
    write(root, { 'a.txt': 'theirs\n', 'b.txt': null });
    commitAll(root);
    gitIn(root, ['checkout', '--quiet', 'main']);
    write(root, { 'a.txt': 'ours\n', 'b.txt': 'ours\n' });
    commitAll(root);
    expect(() => gitIn(root, ['merge', '--quiet', 'other'])).toThrow('merge');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toContain('<<<<<<<');
    expect(await filesOf(root)).toEqual(listing(root));
  });

  it('keeps a split index working', async () => {
    const root = repositoryOf(BASE);
    gitIn(root, ['update-index', '--split-index']);
    write(root, { 'a.txt': 'edited\n' });
    expect(await filesOf(root)).toEqual(listing(root));
    expect(gitIn(root, ['status', '--porcelain'])).toBe(' M a.txt');
  });
});

describe('repositories inside', () => {
  it('leaves out and names those that git does not track, with and without a commit', async () => {
    const root = repositoryOf(BASE);
    const inner = repositoryOf({ 'x.txt': 'x\n' });
    mkdirSync(join(root, 'vendor'));
    renameSync(inner, join(root, 'vendor/lib'));
    const fresh = newRepository();
    write(fresh, { 'y.txt': 'y\n' });
    renameSync(fresh, join(root, 'fresh ü'));
    const { commit, nested } = await snapshot(root);
    expect(nested.toSorted()).toEqual(['fresh ü/', 'vendor/lib/']);
    expect(Object.keys(listingOf(root, commit)).toSorted()).toEqual(Object.keys(BASE).toSorted());
  });

  it('keeps a submodule as the link that it is', async () => {
    const inner = repositoryOf({ 'x.txt': 'x\n' });
    const root = repositoryOf(BASE);
    gitIn(root, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub']);
    commitAll(root);
    write(root, { 'sub/x.txt': 'edited\n', 'a.txt': 'edited\n' });
    const { commit, nested } = await snapshot(root);
    expect(nested).toEqual([]);
    expect(listingOf(root, commit)).toMatchObject({
      sub: `repository ${gitIn(inner, ['rev-parse', 'HEAD'])}`,
      'a.txt': '644 edited\n',
    });
  });
});

describe('what a snapshot leaves alone', () => {
  it("changes nothing of the user's: index, HEAD, branches, stash, status, and runs no hook", async () => {
    const root = repositoryOf(BASE);
    write(root, { 'a.txt': 'stashed\n' });
    gitIn(root, ['stash', '--quiet']);
    write(root, { 'b.txt': 'staged\n' });
    gitIn(root, ['add', '--all']);
    write(root, { 'b.txt': 'edited\n', 'n.txt': 'new\n', 'deep/er/c.txt': null });
    const marker = join(newFolder(), 'marker');
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-commit', 'post-commit'])
      write(root, { [`.git/hooks/${hook}`]: { executable: `#!/bin/sh\necho ${hook} >> '${marker}'\n` } });
    const seen = (): unknown => [
      readFileSync(join(root, '.git/index')).toString('base64'),
      readFileSync(join(root, '.git/HEAD'), 'utf8'),
      gitIn(root, ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--show-stash']),
      gitIn(root, ['for-each-ref']),
    ];
    const before = seen();
    await snapshot(root);
    expect(seen()).toEqual(before);
    expect(existsSync(marker)).toBe(false);
  });

  const isRoot = process.getuid?.() === 0;
  it('says which file it cannot read', async () => {
    const root = repositoryOf(BASE);
    write(root, { 'closed.txt': 'x' });
    chmodSync(join(root, 'closed.txt'), 0o000);
    const taken = await takeSnapshot(await opened(root), [], newFolder());
    const said = taken.ok ? [] : taken.problems.map(({ message }) => /closed\.txt/.exec(message)?.[0]);
    // Root reads everything.
    expect(said).toEqual(isRoot ? [] : ['closed.txt']);
  });
});
