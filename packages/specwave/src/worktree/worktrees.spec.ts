import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository';
import { takeSnapshot } from './snapshot';
import {
  commitAll,
  type Files,
  gitIn,
  listing,
  newFolder,
  newRepository,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from './testing/repository';
import {
  claimSlot,
  discard,
  emptyTrash,
  fillSlot,
  keep,
  lostSlots,
  slotsOf,
  type Slot,
  slotAt,
  type WorktreeFolders,
  worktreeFolders,
} from './worktrees';

afterAll(removeFolders);

const BASE: Files = {
  '.gitignore': '*.log\n',
  'a.txt': 'a\n',
  'b.txt': 'b\n',
  'tool.sh': { executable: 'echo\n' },
  way: { link: 'a.txt' },
  'src/deep/c.txt': 'c\n',
  'src/d.txt': 'd\n',
};

interface Setting {
  root: string;
  repository: Repository;
  folders: WorktreeFolders;
}

async function settingOf(root: string): Promise<Setting> {
  return { root, repository: await opened(root), folders: worktreeFolders(join(root, '.nx/specwave')) };
}

async function baseOf({ repository, folders }: Setting): Promise<string> {
  return valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
}

async function filled(setting: Setting, base: string, inUse: string[] = []): Promise<Slot> {
  const worktree = valueOf(await claimSlot(setting.repository, setting.folders, new Set(inUse)));
  valueOf(await fillSlot(worktree, base));
  return worktree;
}

const known = (root: string): string[] =>
  gitIn(root, ['worktree', 'list', '--porcelain'])
    .split('\n')
    .filter((line) => line.startsWith('worktree '))
    .map((line) => line.slice('worktree '.length));

describe('filling', () => {
  it("gives the base's files, the user's uncommitted ones among them, and nothing to commit", async () => {
    const root = repositoryOf(BASE);
    write(root, {
      'a.txt': 'edited\n',
      'new/n.bin': Buffer.from([0, 13, 10]),
      'b.txt': null,
      'x.log': 'ignored',
    });
    const setting = await settingOf(root);
    const worktree = await filled(setting, await baseOf(setting));
    const { 'x.log': _, ...expected } = listing(root);
    expect(listing(worktree.path)).toEqual(expected);
    expect(gitIn(worktree.path, ['status', '--porcelain', '--ignored'])).toBe('');
  });

  it('works in a repository without a commit', async () => {
    const root = newRepository();
    write(root, BASE);
    const setting = await settingOf(root);
    const worktree = await filled(setting, await baseOf(setting));
    expect(listing(worktree.path)).toEqual(listing(root));
  });

  it('works where the workspace is a linked worktree', async () => {
    const linked = join(newFolder(), 'linked');
    gitIn(repositoryOf(BASE), ['worktree', 'add', '--quiet', '--detach', linked]);
    write(linked, { 'a.txt': 'edited\n' });
    const setting = await settingOf(linked);
    expect(listing((await filled(setting, await baseOf(setting))).path)).toEqual(listing(linked));
  });

  it('works where the way to the slots is a link', async () => {
    const root = repositoryOf(BASE);
    const way = join(newFolder(), 'way');
    symlinkSync(root, way);
    const setting = await settingOf(way);
    const worktree = await filled(setting, await baseOf(setting));
    expect(listing(worktree.path)).toEqual(listing(root));
    expect((await filled(setting, await baseOf(setting))).path).toBe(worktree.path);
  });

  it("holds all files where the user's own tree is sparse", async () => {
    const root = repositoryOf({ ...BASE, 'other/x.txt': 'x\n' });
    const whole = listing(root);
    gitIn(root, ['sparse-checkout', 'set', 'src']);
    expect(existsSync(join(root, 'other'))).toBe(false);
    const setting = await settingOf(root);
    expect(listing((await filled(setting, await baseOf(setting))).path)).toEqual(whole);
  });

  it('writes line ends as the user has git write them', async () => {
    const root = repositoryOf(
      { '.gitattributes': '*.bat eol=crlf\n', 'x.bat': 'x\n', 'a.txt': 'a\n' },
      { 'core.autocrlf': 'true' },
    );
    const setting = await settingOf(root);
    const worktree = await filled(setting, await baseOf(setting));
    expect(listing(worktree.path)).toMatchObject({ 'x.bat': '644 x\r\n', 'a.txt': '644 a\r\n' });
    expect(gitIn(worktree.path, ['status', '--porcelain'])).toBe('');
  });

  it('runs no hook of the user', async () => {
    const root = repositoryOf(BASE);
    const marker = join(newFolder(), 'marker');
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'post-merge'])
      write(root, { [`.git/hooks/${hook}`]: { executable: `#!/bin/sh\necho ${hook} >> '${marker}'\n` } });
    const setting = await settingOf(root);
    const worktree = await filled(setting, await baseOf(setting));
    await filled(setting, await baseOf(setting));
    await keep(setting.repository, setting.folders, worktree, 'F001', 'T001');
    await discard(setting.repository, setting.folders, join(setting.folders.kept, 'F001/T001'));
    expect(existsSync(marker)).toBe(false);
  });
});

/** What agents do to their tree, each followed by a new base in the same slot. */
const MESSES: Record<string, (path: string) => void> = {
  'edited, deleted, made and ignored files': (path) =>
    write(path, {
      'a.txt': 'agent\n',
      'b.txt': null,
      'tool.sh': 'echo\n',
      'new.txt': 'n',
      'x.log': 'l',
      'node_modules/x/y.js': '1',
      '.nx/cache/z': '1',
      '.gitignore': '*\n',
    }),
  'an edit of the same length right away': (path) => writeFileSync(join(path, 'b.txt'), 'B\n'),
  'files where folders were and folders where files were': (path) => {
    write(path, { 'a.txt': null, way: null });
    write(path, { src: 'file\n', 'a.txt/inside/x': 'x', 'way/y': 'y', 'tool.sh': { link: 'nowhere' } });
  },
  'a link in place of a folder, to a folder outside': (path) => {
    const outside = newFolder();
    write(outside, { 'd.txt': 'outside\n' });
    write(path, { src: { link: outside } });
  },
  'staged changes': (path) => {
    write(path, { 'a.txt': 'staged\n', 'new.txt': 'n' });
    gitIn(path, ['add', '--all']);
  },
  'a commit': (path) => {
    write(path, { 'a.txt': 'committed\n', 'new.txt': 'n' });
    commitAll(path);
  },
  'assume-unchanged and skip-worktree flags': (path) => {
    gitIn(path, ['update-index', '--assume-unchanged', 'a.txt']);
    gitIn(path, ['update-index', '--skip-worktree', 'b.txt']);
    write(path, { 'a.txt': 'hidden\n', 'b.txt': 'hidden\n' });
  },
  'a merge under way': (path) => {
    const start = gitIn(path, ['rev-parse', 'HEAD']);
    write(path, { 'a.txt': 'one\n' });
    commitAll(path);
    const one = gitIn(path, ['rev-parse', 'HEAD']);
    gitIn(path, ['checkout', '--quiet', '--detach', start]);
    write(path, { 'a.txt': 'two\n' });
    commitAll(path);
    expect(() => gitIn(path, ['merge', one])).toThrow('merge');
  },
  'repositories of its own': (path) => {
    for (const name of ['own', 'src', 'src/deep', 'b.txt']) {
      if (name === 'b.txt') write(path, { [name]: null });
      gitIn(path, ['init', '--quiet', '--template=', name]);
      write(path, { [`${name}/inner.txt`]: 'x' });
      gitIn(join(path, name), ['add', '--all']);
      gitIn(join(path, name), ['commit', '--quiet', '-m', 'x']);
    }
  },
  'a sparse checkout': (path) => {
    gitIn(path, ['sparse-checkout', 'set', 'src/deep']);
  },
  'a lock of a killed git': (path) => {
    write(gitIn(path, ['rev-parse', '--absolute-git-dir']), {
      'index.lock': '',
      'specwave.index.lock': '',
      'HEAD.lock': '',
    });
  },
  'its .git deleted': (path) => write(path, { '.git': null }),
  'its .git made another repository': (path) => {
    write(path, { '.git': null });
    gitIn(path, ['init', '--quiet', '--template=']);
    commitAll(path);
  },
  'its .git sent elsewhere': (path) => write(path, { '.git': `gitdir: ${repositoryOf({ x: 'x' })}/.git\n` }),
  "its index deleted and git's own folder emptied": (path) => {
    const admin = gitIn(path, ['rev-parse', '--absolute-git-dir']);
    rmSync(admin, { recursive: true });
  },
  'read-only folders': (path) => {
    write(path, { 'ro/x/y.txt': 'y' });
    chmodSync(join(path, 'ro/x'), 0o555);
    chmodSync(join(path, 'ro'), 0o555);
    chmodSync(join(path, 'src'), 0o555);
  },
};

describe('a slot that is used again', () => {
  it.each(Object.entries(MESSES))('is brought to another base exactly, after %s', async (_, mess) => {
    const root = repositoryOf(BASE);
    const setting = await settingOf(root);
    const first = await filled(setting, await baseOf(setting));
    mess(first.path);
    write(root, { 'src/d.txt': 'next\n', 'b.txt': 'user\n', 'more/m.txt': 'm', way: null });
    const again = await filled(setting, await baseOf(setting));
    expect(slotsOf(setting.folders)).toEqual([again.path]);
    expect(listing(again.path)).toEqual(listing(root));
    expect(gitIn(again.path, ['status', '--porcelain', '--ignored'])).toBe('');
    expect(gitIn(again.path, ['ls-files', '-v']).replaceAll(/^H .*\n?/gm, '')).toBe('');
    expect(existsSync(join(again.path, 'src/.git'))).toBe(false);
  });

  it("is brought back to the user's change of a single byte, made within the same second", async () => {
    const root = repositoryOf(BASE);
    const setting = await settingOf(root);
    for (const text of ['1', '2', '3', '4']) {
      writeFileSync(join(root, 'a.txt'), text);
      const { path } = await filled(setting, await baseOf(setting));
      expect(readFileSync(join(path, 'a.txt'), 'utf8')).toBe(text);
      writeFileSync(join(path, 'a.txt'), 'x');
    }
  });

  it('holds nothing of what an agent put into the folder of a submodule', async () => {
    const inner = repositoryOf({ 'x.txt': 'x\n' });
    const root = repositoryOf(BASE);
    gitIn(root, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub']);
    commitAll(root);
    const setting = await settingOf(root);
    const { path } = await filled(setting, await baseOf(setting));
    write(path, { 'sub/y.txt': 'y' });
    await filled(setting, await baseOf(setting));
    expect(listing(path)['sub']).toBe('folder');
  });

  it('is made anew where its first filling was killed', async () => {
    const root = repositoryOf(BASE);
    const setting = await settingOf(root);
    const { path } = valueOf(await claimSlot(setting.repository, setting.folders, new Set()));
    write(path, { 'a.txt': 'half', 'left.txt': 'x' });
    expect(listing((await filled(setting, await baseOf(setting))).path)).toEqual(listing(root));
  });
});

describe('claiming', () => {
  it('gives each a slot of its own while the others are in use', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    const inUse: string[] = [];
    for (const _ of [1, 2, 3]) inUse.push((await filled(setting, base, inUse)).path);
    expect(inUse).toEqual([1, 2, 3].map((number) => join(setting.folders.slots, String(number))));
    expect((await filled(setting, base, inUse.slice(1))).path).toBe(inUse[0]);
  });

  it('goes on where somebody has deleted .nx, and forgets what was lost there', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    const first = await filled(setting, base);
    const second = await filled(setting, base, [first.path]);
    gitIn(setting.root, ['worktree', 'lock', second.path]);
    rmSync(join(setting.root, '.nx'), { recursive: true });
    expect(lostSlots(setting.repository, setting.folders).toSorted()).toEqual([first.path, second.path]);
    expect(listing((await filled(setting, base)).path)).toEqual(listing(setting.root));
    for (const path of lostSlots(setting.repository, setting.folders))
      await discard(setting.repository, setting.folders, path);
    expect(known(setting.root)).toEqual([setting.root, first.path]);
  });

  it('fills many slots at the same time', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    const inUse = new Set<string>();
    const filling: Promise<unknown>[] = [];
    for (let count = 0; count < 6; count += 1) {
      const worktree = valueOf(await claimSlot(setting.repository, setting.folders, inUse));
      inUse.add(worktree.path);
      filling.push(fillSlot(worktree, base).then(valueOf));
    }
    await Promise.all(filling);
    for (const path of inUse) expect(listing(path)).toEqual(listing(setting.root));
  });
});

describe('leaving', () => {
  it('leaves nothing of a discarded one: no files, no registration', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const { path } = await filled(setting, await baseOf(setting));
    await discard(setting.repository, setting.folders, path);
    await emptyTrash(setting.folders);
    expect(known(setting.root)).toEqual([setting.root]);
    expect(existsSync(join(setting.root, '.git/worktrees'))).toBe(false);
    expect(existsSync(path)).toBe(false);
    expect(lstatSync(setting.folders.trash).nlink).toBe(2);
  });

  it.each(Object.entries(MESSES).filter(([name]) => / \.git /.test(name)))(
    'discards one with %s',
    async (_, mess) => {
      const setting = await settingOf(repositoryOf(BASE));
      const { path } = await filled(setting, await baseOf(setting));
      mess(path);
      await discard(setting.repository, setting.folders, path);
      expect(known(setting.root)).toEqual([setting.root]);
    },
  );

  it('keeps one under the names of its spec and task, in place of an earlier one, as a working worktree', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    for (const text of ['first', 'second']) {
      const worktree = await filled(setting, base);
      write(worktree.path, { 'a.txt': text });
      const kept = await keep(setting.repository, setting.folders, worktree, 'F001', 'T001');
      expect(kept).toBe(join(setting.folders.kept, 'F001/T001'));
      expect(readFileSync(join(kept, 'a.txt'), 'utf8')).toBe(text);
      expect(slotAt(setting.repository, kept)).toEqual({ path: kept, admin: worktree.admin });
      expect(known(setting.root)).toEqual([setting.root, kept]);
      expect(gitIn(kept, ['status', '--porcelain'])).toBe(' M a.txt');
    }
    expect(slotsOf(setting.folders)).toEqual([]);
  });

  it('keeps one with a submodule, which git would not move', async () => {
    const root = repositoryOf(BASE);
    gitIn(root, ['update-index', '--add', '--cacheinfo', `160000,${gitIn(root, ['rev-parse', 'HEAD'])},sub`]);
    gitIn(root, ['commit', '--quiet', '-m', 'sub']);
    const setting = await settingOf(root);
    const worktree = await filled(setting, gitIn(root, ['rev-parse', 'HEAD']));
    const kept = await keep(setting.repository, setting.folders, worktree, 'F001', 'T001');
    expect(known(root)).toEqual([root, kept]);
  });

  it("leaves the user's own worktrees alone, also one whose folder is not there now", async () => {
    const root = repositoryOf(BASE);
    const [own, away] = [join(newFolder(), 'own'), join(newFolder(), 'away')];
    for (const path of [own, away]) gitIn(root, ['worktree', 'add', '--quiet', '--detach', path]);
    rmSync(away, { recursive: true });
    const setting = await settingOf(root);
    const { path } = await filled(setting, await baseOf(setting));
    expect(lostSlots(setting.repository, setting.folders)).toEqual([]);
    await discard(setting.repository, setting.folders, path);
    expect(known(root).toSorted()).toEqual([root, own, away].toSorted());
  });

  it("takes no worktree of the user's, nor one of another repository, for a slot", async () => {
    const root = repositoryOf(BASE);
    const setting = await settingOf(root);
    const other = repositoryOf(BASE);
    gitIn(other, ['worktree', 'add', '--quiet', '--detach', join(root, 'x')]);
    expect(slotAt(setting.repository, join(root, 'x'))).toBeNull();
    expect(slotAt(setting.repository, root)).toBeNull();
    const { path, admin } = await filled(setting, await baseOf(setting));
    appendFileSync(join(admin, 'gitdir'), 'x');
    expect(slotAt(setting.repository, path)).toBeNull();
  });
});
