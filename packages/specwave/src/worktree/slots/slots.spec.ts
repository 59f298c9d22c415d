import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseBases } from './bases';
import type { Repository } from '../git/repository';
import { takeSnapshot } from '../snapshot';
import {
  commitAll,
  type Files,
  filledSlot,
  foldersFor,
  gitIn,
  listing,
  newFolder,
  newRepository,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';
import {
  claimSlot,
  discard,
  emptyTrash,
  fillSlot,
  keep,
  refName,
  slotsOf,
  type Slot,
  slotAt,
  type SlotFolders,
} from './slots';

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
  folders: SlotFolders;
}

async function settingOf(root: string): Promise<Setting> {
  return { root, repository: await opened(root), folders: foldersFor(root) };
}

async function baseOf({ repository, folders }: Setting): Promise<string> {
  return valueOf(await takeSnapshot(repository, [], folders.scratch)).commit;
}

function filled({ repository, folders }: Setting, base: string, inUse: string[] = []): Promise<Slot> {
  return filledSlot(repository, folders, base, inUse);
}

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
    discard(setting.folders, join(setting.folders.kept, 'F001/T001'));
    expect(existsSync(marker)).toBe(false);
  });
});

/** What agents do to their tree, each followed by a new base in the same slot. */
const MESSES: Record<string, (path: string, notes: string) => void> = {
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
  'locks of a killed git': (path, notes) => {
    write(join(path, '.git'), { 'index.lock': '', 'HEAD.lock': '' });
    write(notes, { 'index.lock': '' });
  },
  'its .git deleted': (path) => write(path, { '.git': null }),
  'its .git made another repository': (path) => {
    write(path, { '.git': null });
    gitIn(path, ['init', '--quiet', '--template=']);
    commitAll(path);
  },
  'its .git sent elsewhere': (path) => write(path, { '.git': `gitdir: ${repositoryOf({ x: 'x' })}/.git\n` }),
  'what was noted of it deleted': (_, notes) => rmSync(notes, { recursive: true }),
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
    mess(first.path, first.notes);
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

  it("leaves the user's submodules alone where the user has git follow them", async () => {
    const inner = repositoryOf({ 'x.txt': 'x\n' });
    const root = repositoryOf(BASE);
    gitIn(root, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub']);
    commitAll(root);
    gitIn(root, ['config', 'submodule.recurse', 'true']);
    const setting = await settingOf(root);
    const { path } = await filled(setting, await baseOf(setting));
    await filled(setting, await baseOf(setting));
    expect(listing(path)['sub']).toBe('folder');
    expect(gitIn(join(root, 'sub'), ['rev-parse', '--show-toplevel'])).toBe(join(root, 'sub'));
    expect(gitIn(join(root, 'sub'), ['status', '--porcelain'])).toBe('');
  });

  it('is made anew where its first filling was killed', async () => {
    const root = repositoryOf(BASE);
    const setting = await settingOf(root);
    const { path } = valueOf(
      await claimSlot(setting.repository, setting.folders, new Set(), await baseOf(setting)),
    );
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

  it('goes on where somebody has deleted trees, or all of the folder', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    const { path } = await filled(setting, base);
    rmSync(path, { recursive: true });
    expect(listing((await filled(setting, base)).path)).toEqual(listing(setting.root));
    rmSync(setting.folders.home, { recursive: true });
    expect(listing((await filled(setting, base)).path)).toEqual(listing(setting.root));
    expect(slotsOf(setting.folders)).toEqual([path]);
  });

  it('fills many slots at the same time', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const base = await baseOf(setting);
    const inUse = new Set<string>();
    const filling: Promise<unknown>[] = [];
    for (let count = 0; count < 6; count += 1) {
      const worktree = valueOf(await claimSlot(setting.repository, setting.folders, inUse, base));
      inUse.add(worktree.path);
      filling.push(fillSlot(setting.repository, setting.folders, worktree, base).then(valueOf));
    }
    await Promise.all(filling);
    for (const path of inUse) expect(listing(path)).toEqual(listing(setting.root));
  });
});

describe('leaving', () => {
  it('leaves nothing of a discarded one, whatever became of it', async () => {
    for (const mess of [MESSES['its .git deleted'], MESSES['what was noted of it deleted']]) {
      const setting = await settingOf(repositoryOf(BASE));
      const { path, notes } = await filled(setting, await baseOf(setting));
      mess?.(path, notes);
      discard(setting.folders, path);
      await emptyTrash(setting.folders);
      expect(slotsOf(setting.folders)).toEqual([]);
      expect(existsSync(path) || existsSync(notes)).toBe(false);
      expect(lstatSync(setting.folders.trash).nlink).toBe(2);
    }
  });

  it('keeps one under the names of its spec and task, in place of an earlier one, as a working repository', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    write(setting.root, { 'b.txt': 'uncommitted\n' });
    const base = await baseOf(setting);
    for (const text of ['first', 'second']) {
      const worktree = await filled(setting, base);
      write(worktree.path, { 'a.txt': text });
      const kept = await keep(setting.repository, setting.folders, worktree, 'F001', 'T001');
      expect(kept).toBe(join(setting.folders.kept, 'F001/T001'));
      expect(readFileSync(join(kept, 'a.txt'), 'utf8')).toBe(text);
    }
    expect(slotsOf(setting.folders)).toEqual([]);
    // Nothing protects its base any more, which no branch knows.
    await releaseBases(setting.repository, refName(setting.folders), new Set());
    gitIn(setting.root, ['gc', '--quiet', '--prune=now']);
    expect(gitIn(join(setting.folders.kept, 'F001/T001'), ['diff', '--name-only', base])).toBe('a.txt');
  });

  it("takes neither the user's tree nor that of another repository for a slot", async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const other = await settingOf(repositoryOf(BASE));
    const { path } = await filled(other, await baseOf(other));
    expect(slotAt(setting.repository, path)).toBeNull();
    expect(slotAt(setting.repository, setting.root)).toBeNull();
    expect(slotAt(other.repository, path)).not.toBeNull();
  });
});

describe('the base of a slot in use', () => {
  it("outlives the user's `git gc`, and nothing is left of it once the slot is let go", async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const before = gitIn(setting.root, ['for-each-ref']);
    write(setting.root, { 'a.txt': 'uncommitted\n' });
    const base = await baseOf(setting);
    const { path } = await filled(setting, base);
    write(setting.root, { 'a.txt': 'changed\n' });
    await releaseBases(setting.repository, refName(setting.folders), new Set([base]));
    gitIn(setting.root, ['gc', '--quiet', '--prune=now']);
    expect(gitIn(path, ['show', `${base}:a.txt`])).toBe('uncommitted');
    expect(listing((await filled(setting, base)).path)).toMatchObject({ 'a.txt': '644 uncommitted\n' });
    await releaseBases(setting.repository, refName(setting.folders), new Set());
    expect(gitIn(setting.root, ['for-each-ref'])).toBe(before);
  });

  it('is let go where a git that was killed has left its locks', async () => {
    const setting = await settingOf(repositoryOf(BASE));
    const before = gitIn(setting.root, ['for-each-ref']);
    const base = await baseOf(setting);
    await filled(setting, base);
    write(join(setting.root, '.git'), { 'packed-refs.lock': '' });
    write(join(setting.root, '.git/refs/specwave', refName(setting.folders)), { [`${base}.lock`]: '' });
    await releaseBases(setting.repository, refName(setting.folders), new Set());
    expect(gitIn(setting.root, ['for-each-ref'])).toBe(before);
    await filled(setting, base);
    expect(gitIn(setting.root, ['for-each-ref', 'refs/specwave'])).toContain(base);
  });
});
