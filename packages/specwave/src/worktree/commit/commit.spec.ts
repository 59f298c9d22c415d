import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangedFile, FileState } from '../../state/resultSchema';
import { type CommitEnd, commitResults, readAtHead } from './commit';
import type { CommitRequest } from './commitRequest';
import { takeSnapshot } from '../snapshot';
import {
  commitAll,
  type Files,
  gitIn,
  listingOf,
  newFolder,
  newRepository,
  opened,
  removeFolders,
  repositoryOf,
  valueOf,
  write,
} from '../testing/repository';

afterAll(removeFolders);

type Work = CommitRequest['results'][number];

const LIST = '# Tasks\n- [ ] T001 One\n- [ ] T002 Two\n';
const LEDGER = '.claude/execution/execution.json';
const LINES = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';

/** A repository with a task list, and a file of ten lines. */
function workspace(more: Files = {}): string {
  return repositoryOf({ 'a.txt': LINES, 'tasks.md': LIST, ...more });
}

/** Has the working tree changed as landing a result does: files, box and ledger. Gives the result. */
async function landed(root: string, task: string, files: Files): Promise<Work> {
  const repository = await opened(root);
  const scratch = newFolder();
  const before = valueOf(await takeSnapshot(repository, [], scratch)).commit;
  write(root, files);
  const after = valueOf(await takeSnapshot(repository, [], scratch)).commit;
  const raw = gitIn(root, ['diff-tree', '-r', '-z', '--no-renames', before, after]).split('\0');
  const changed: ChangedFile[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [fromMode = '', toMode = '', from = '', to = ''] = (raw[at] ?? '').slice(1).split(' ');
    const state = (mode: string, id: string): FileState | null =>
      mode === '000000' ? null : { mode: mode as FileState['mode'], id };
    const path = (raw[at + 1] ?? '').slice(repository.prefix.length);
    changed.push({ path, from: state(fromMode, from), to: state(toMode, to) });
  }
  const diff = ['diff-tree', '-r', '-p', '--binary', '--full-index', '--no-renames', before, after];
  const patch = execFileSync('git', diff, { cwd: root });
  const list = join(root, 'tasks.md');
  writeFileSync(list, readFileSync(list, 'utf8').replace(`[ ] ${task}`, `[x] ${task}`));
  write(root, { [LEDGER]: `landed ${task}\n` });
  return { task, title: `Title of ${task}`, files: changed, patch };
}

function requestOf(results: readonly Work[], lockFiles: readonly string[] = []): CommitRequest {
  return {
    spec: 'F001',
    results,
    lockFiles,
    taskList: {
      path: 'tasks.md',
      tick(head) {
        if (head === null) return { ok: false, reason: 'it was never committed.' };
        let text = head.toString('utf8');
        for (const { task } of results) {
          if (!text.includes(`] ${task} `)) return { ok: false, reason: `it has no ${task}.` };
          text = text.replace(`[ ] ${task}`, `[x] ${task}`);
        }
        return { ok: true, bytes: Buffer.from(text) };
      },
    },
    edited: [],
    whole: [LEDGER],
  };
}

async function commit(root: string, results: readonly Work[], more = {}): Promise<CommitEnd> {
  return valueOf(await commitResults(await opened(root), { ...requestOf(results), ...more }, newFolder()));
}

async function skipped(root: string, results: readonly Work[], more = {}): Promise<{ reason: string }> {
  const before = stateOf(root);
  const end = await commit(root, results, more);
  if (end.kind !== 'skipped') throw new Error(`The commit was to be skipped, and was ${end.kind}.`);
  expect(end.next).not.toBe('');
  expect(stateOf(root)).toEqual(before);
  expect(existsSync(join(root, '.git/specwave-commit'))).toBe(false);
  return end;
}

/** Does not write the index, as `git status` else does. */
const status = (root: string): string =>
  gitIn(root, ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=all']);
const headOf = (root: string): string => gitIn(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
const inCommit = (root: string): string[] =>
  gitIn(root, ['diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD']).split('\n');

/** What must not change where no commit is made. */
function stateOf(root: string): unknown {
  const index = join(root, '.git/index');
  return {
    index: existsSync(index) && readFileSync(index).toString('latin1'),
    refs: gitIn(root, ['for-each-ref']),
    head: readFileSync(join(root, '.git/HEAD'), 'utf8'),
    status: status(root),
  };
}

function hook(root: string, name: string, script: string): void {
  write(root, { [`.git/hooks/${name}`]: { executable: `#!/bin/sh\n${script}\n` } });
}

describe('what the commit holds', () => {
  it('holds the result, the tick and the ledger, and leaves nothing to commit', async () => {
    const root = workspace();
    const before = headOf(root);
    const work = await landed(root, 'T001', { 'src/new.ts': 'new\n', 'a.txt': `${LINES}eleven\n` });
    const end = await commit(root, [work]);
    expect(end).toEqual({ kind: 'committed', commit: headOf(root) });
    expect(gitIn(root, ['rev-parse', 'HEAD^'])).toBe(before);
    expect(inCommit(root)).toEqual([LEDGER, 'a.txt', 'src/new.ts', 'tasks.md']);
    expect(listingOf(root, 'HEAD')['tasks.md']).toBe('644 # Tasks\n- [x] T001 One\n- [ ] T002 Two\n');
    expect(status(root)).toBe('');
  });

  it('names the spec in its subject and lists the tasks in one line each', async () => {
    const root = workspace();
    const one = await landed(root, 'T001', { b: '1' });
    const two = await landed(root, 'T002', { c: '2' });
    await commit(root, [{ ...one, title: 'Two\n\nlines' }, two]);
    expect(gitIn(root, ['log', '-1', '--format=%B%an']).trim()).toBe(
      'implementation: Update progress - F001\n\n- T001: Two lines\n- T002: Title of T002\nUser',
    );
  });

  it('keeps modes, links, deletions and binary content of results', async () => {
    const root = workspace({ 'gone/x.txt': 'x\n', plain: 'p\n', 'was-file': 'f\n' });
    const work = await landed(root, 'T001', {
      'run.sh': { executable: 'echo\n' },
      plain: { executable: 'p\n' },
      link: { link: 'a.txt' },
      'gone/x.txt': null,
      'bytes.bin': Buffer.from([0, 255, 1, 13, 10, 0]),
      'was-file': null,
      'was-file/now': 'folder\n',
      'name with * and é': 'n\n',
    });
    await commit(root, [work]);
    expect(listingOf(root, 'HEAD')).toMatchObject({
      'run.sh': '755 echo\n',
      plain: '755 p\n',
      link: 'link a.txt',
      'bytes.bin': '644 \0\u00ff\u0001\r\n\0',
      'was-file/now': '644 folder\n',
    });
    expect(listingOf(root, 'HEAD')).not.toHaveProperty('gone/x.txt');
    expect(status(root)).toBe('');
  });

  it('applies results that build on each other in their order', async () => {
    const root = workspace();
    const one = await landed(root, 'T001', { 'a.txt': LINES.replace('one', 'ONE') });
    const two = await landed(root, 'T002', { 'a.txt': LINES.replace('one', 'ONCE') });
    await commit(root, [one, two]);
    expect(listingOf(root, 'HEAD')['a.txt']).toBe(`644 ${LINES.replace('one', 'ONCE')}`);
  });

  it('makes no second commit of the same', async () => {
    const root = workspace();
    const one = await landed(root, 'T001', { 'a.txt': LINES.replace('one', 'ONE') });
    const two = await landed(root, 'T002', { 'a.txt': LINES.replace('one', 'ONCE') });
    await commit(root, [one, two]);
    const head = headOf(root);
    expect(await commit(root, [one, two])).toEqual({ kind: 'nothing' });
    expect(headOf(root)).toBe(head);
  });

  it('commits what came after the first commit in a second one', async () => {
    const root = workspace();
    const one = await landed(root, 'T001', { 'a.txt': LINES.replace('one', 'ONE') });
    await commit(root, [one]);
    const two = await landed(root, 'T002', { 'a.txt': LINES.replace('one', 'ONCE') });
    await commit(root, [one, two]);
    expect(inCommit(root)).toEqual([LEDGER, 'a.txt', 'tasks.md']);
    expect(status(root)).toBe('');
  });

  it('passes over status files that are missing or ignored', async () => {
    const root = workspace({ '.gitignore': '.claude\n' });
    const work = await landed(root, 'T001', { b: '1' });
    await commit(root, [work], { whole: [LEDGER, 'missing.json', 'a.txt/below'] });
    expect(inCommit(root)).toEqual(['b', 'tasks.md']);
  });

  it('takes a status file that matches an ignore pattern and is committed all the same', async () => {
    const root = workspace({ '.gitignore': '.claude\n', [LEDGER]: 'old\n' });
    const work = await landed(root, 'T001', { b: '1' });
    await commit(root, [work]);
    expect(inCommit(root)).toContain(LEDGER);
  });

  it('changes one character of a task list that has mixed line ends and a filter', async () => {
    const list = '# Tasks\r\n- [ ] T001 One\n';
    const root = newRepository();
    write(root, { 'tasks.md': list });
    commitAll(root);
    write(root, { '.gitattributes': '*.md text=auto eol=crlf\n' });
    gitIn(root, ['add', '.gitattributes']);
    gitIn(root, ['commit', '--quiet', '--message=Filter']);
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(listingOf(root, 'HEAD')['tasks.md']).toBe('644 # Tasks\r\n- [x] T001 One\n');
  });
});

describe("the user's other changes", () => {
  it('leaves a staged change of another file staged and out of the commit', async () => {
    const root = workspace({ mine: '1\n', moved: 'm\n' });
    write(root, { mine: '2\n', added: 'a\n' });
    gitIn(root, ['add', 'mine', 'added']);
    gitIn(root, ['mv', 'moved', 'there']);
    write(root, { mine: '3\n' });
    const work = await landed(root, 'T001', { b: '1' });
    await commit(root, [work]);
    expect(inCommit(root)).toEqual([LEDGER, 'b', 'tasks.md']);
    expect(status(root)).toBe('A  added\nMM mine\nR  moved -> there');
    expect(gitIn(root, ['show', ':mine'])).toBe('2');
  });

  it('leaves an unstaged change of the same file in the tree and out of the commit', async () => {
    const root = workspace();
    write(root, { 'a.txt': LINES.replace('one', 'MINE') });
    const work = await landed(root, 'T001', {
      'a.txt': LINES.replace('one', 'MINE').replace('ten', 'TEN'),
    });
    await commit(root, [work]);
    expect(listingOf(root, 'HEAD')['a.txt']).toBe(`644 ${LINES.replace('ten', 'TEN')}`);
    expect(status(root)).toBe(' M a.txt');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toContain('MINE');
  });

  it("leaves the user's untracked files untracked", async () => {
    const root = workspace();
    write(root, { 'src/mine.ts': 'm\n' });
    await commit(root, [await landed(root, 'T001', { 'src/b.ts': '1' })]);
    expect(status(root)).toBe('?? src/mine.ts');
  });

  it('leaves uncommitted words of the task list uncommitted', async () => {
    const root = workspace();
    write(root, { 'tasks.md': LIST.replace('Two', 'Two, and more') });
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(listingOf(root, 'HEAD')['tasks.md']).toBe(`644 ${LIST.replace('[ ] T001', '[x] T001')}`);
    expect(status(root)).toBe(' M tasks.md');
  });

  it('commits what the user has staged exactly as the result has it', async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1', 'a.txt': 'new\n' });
    gitIn(root, ['add', '--all']);
    await commit(root, [work]);
    expect(status(root)).toBe('');
  });

  it('commits a new file that the user has marked with intent to add', async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1' });
    gitIn(root, ['add', '--intent-to-add', 'b']);
    await commit(root, [work]);
    expect(status(root)).toBe('');
  });

  it('keeps a conflict of another file in the index', async () => {
    const root = workspace({ mine: '1\n' });
    write(root, { mine: '2\n' });
    gitIn(root, ['stash', '--quiet']);
    write(root, { mine: '3\n' });
    commitAll(root);
    expect(() => gitIn(root, ['stash', 'pop', '--quiet'])).toThrow(/Command failed/);
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(status(root)).toBe('UU mine');
  });
});

describe('what keeps a commit from being made', () => {
  it('is a staged change of a file that the result changed', async () => {
    const root = workspace();
    write(root, { 'a.txt': LINES.replace('one', 'MINE') });
    gitIn(root, ['add', 'a.txt']);
    const work = await landed(root, 'T001', {
      'a.txt': LINES.replace('one', 'MINE').replace('ten', 'TEN'),
    });
    expect((await skipped(root, [work])).reason).toMatch(/staged changes.* a\.txt\.$/);
  });

  it('is a staged file where the result has a folder', async () => {
    const root = workspace();
    write(root, { b: 'mine\n' });
    gitIn(root, ['add', 'b']);
    write(root, { b: null });
    const work = await landed(root, 'T001', { 'b/c': '1' });
    expect((await skipped(root, [work])).reason).toContain('b/c');
  });

  it('is a conflict of the user in a file that the result changed', async () => {
    const root = workspace();
    const id = gitIn(root, ['rev-parse', 'HEAD:a.txt']);
    const stages = [1, 2, 3].map((stage) => `100644 ${id} ${stage}\ta.txt\n`).join('');
    gitIn(root, ['update-index', '--index-info'], {
      input: `0 ${'0'.repeat(40)}\ta.txt\n${stages}`,
    });
    expect(status(root)).toBe('UU a.txt');
    write(root, { 'a.txt': 'x\n' });
    const to: FileState = { mode: '100644', id: gitIn(root, ['hash-object', '-w', 'a.txt']) };
    const patch = execFileSync('git', ['diff', '--full-index', 'HEAD', '--', 'a.txt'], { cwd: root });
    const files = [{ path: 'a.txt', from: { mode: '100644' as const, id }, to }];
    const end = await skipped(root, [{ task: 'T001', title: 'One', files, patch }]);
    expect(end.reason).toContain('a.txt');
  });

  it('is a result that builds on uncommitted lines', async () => {
    const root = workspace();
    write(root, { 'a.txt': LINES.replace('one', 'MINE') });
    const work = await landed(root, 'T001', { 'a.txt': LINES.replace('one', 'MINE, and more') });
    expect((await skipped(root, [work])).reason).toMatch(/T001 builds on changes of yours.* a\.txt\.$/);
  });

  it('is a result that changes a file which was never committed', async () => {
    const root = workspace();
    write(root, { mine: '1\n' });
    const work = await landed(root, 'T001', { mine: '1\n2\n', b: '1' });
    expect((await skipped(root, [work])).reason).toContain('in mine.');
  });

  it('is a task that the committed task list does not have', async () => {
    const root = workspace();
    write(root, { 'tasks.md': `${LIST}- [ ] T003 Three\n` });
    const work = await landed(root, 'T003', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('tasks.md: it has no T003.');
  });

  it('is a task list that was never committed', async () => {
    const root = repositoryOf({ 'a.txt': LINES });
    write(root, { 'tasks.md': LIST });
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('never committed');
  });

  it('is a task list that is committed as a link', async () => {
    const root = workspace();
    renameSync(join(root, 'tasks.md'), join(root, 'other.md'));
    symlinkSync('other.md', join(root, 'tasks.md'));
    commitAll(root);
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('link');
  });

  it('is a repository without a commit', async () => {
    const root = newRepository();
    write(root, { 'tasks.md': LIST });
    const end = await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(end).toMatchObject({ kind: 'skipped', reason: 'The repository has no commit yet.' });
  });

  it('is a detached HEAD', async () => {
    const root = workspace();
    gitIn(root, ['switch', '--quiet', '--detach']);
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('detached');
  });

  it.each([
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
    ['BISECT_LOG', 'bisect'],
    ['rebase-apply', 'am'],
  ])('is what %s stands for', async (file, word) => {
    const root = workspace();
    writeFileSync(join(root, '.git', file), `${headOf(root)}\n`);
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain(word);
  });

  it('is an index that another git command holds', async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1' });
    writeFileSync(join(root, '.git/index.lock'), '');
    expect((await skipped(root, [work])).reason).toContain('index.lock');
  });

  it('is a hook that refuses, whose words are passed on', async () => {
    const root = workspace();
    hook(root, 'pre-commit', 'for n in 1 2 3 4 5 6 7 8 9 10 11; do echo "no $n" >&2; done; exit 1');
    const work = await landed(root, 'T001', { b: '1' });
    const { reason } = await skipped(root, [work]);
    expect(reason).toMatch(/no 2\n[^]*no 11$/);
    expect(reason).not.toContain('no 1\n');
  });

  it('is a hook that refuses the message', async () => {
    const root = workspace();
    hook(root, 'commit-msg', 'grep -q TICKET- "$1" || { echo "no ticket" >&2; exit 1; }');
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('no ticket');
  });

  it('is a signature that cannot be made', async () => {
    const root = workspace();
    gitIn(root, ['config', 'commit.gpgSign', 'true']);
    gitIn(root, ['config', 'gpg.program', 'false']);
    const work = await landed(root, 'T001', { b: '1' });
    expect((await skipped(root, [work])).reason).toContain('sign');
  });

  it('is a user without a name', async () => {
    const root = workspace();
    gitIn(root, ['config', 'user.useConfigOnly', 'true']);
    const work = await landed(root, 'T001', { b: '1' });
    const names = ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'];
    const kept = names.map((name) => [name, process.env[name]]);
    for (const name of names) delete process.env[name];
    try {
      expect((await skipped(root, [work])).reason).toContain('tell me who you are');
    } finally {
      Object.assign(process.env, Object.fromEntries(kept));
    }
  });

  it('is a run that is stopped while a hook runs', async () => {
    const root = workspace();
    const stop = new AbortController();
    const fifo = join(newFolder(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    hook(root, 'pre-commit', `cat '${fifo}'`);
    const work = await landed(root, 'T001', { b: '1' });
    const before = stateOf(root);
    const ending = commitResults(await opened(root), requestOf([work]), newFolder(), stop.signal);
    // Opens once the hook reads.
    const writer = await open(fifo, 'w');
    stop.abort();
    const end = valueOf(await ending);
    await writer.close();
    expect(end).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('stopped') });
    expect(stateOf(root)).toEqual(before);
  });
});

describe('hooks', () => {
  it('may add what they have changed', async () => {
    const root = workspace();
    hook(root, 'pre-commit', 'echo formatted > b && echo more > extra && git add b extra');
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(listingOf(root, 'HEAD')).toMatchObject({ b: '644 formatted\n', extra: '644 more\n' });
    expect(status(root)).toBe('');
  });

  it('see what is to be committed and nothing that the user has staged', async () => {
    const root = workspace();
    write(root, { mine: '1\n' });
    gitIn(root, ['add', 'mine']);
    const seen = join(newFolder(), 'seen');
    hook(root, 'pre-commit', `git diff --cached --name-only > '${seen}'`);
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(readFileSync(seen, 'utf8')).toBe(`${LEDGER}\nb\ntasks.md\n`);
  });

  it('may make a commit of their own on top', async () => {
    const root = workspace();
    const own = 'test -e once && exit; touch once; git commit --quiet --allow-empty -m Own';
    hook(root, 'post-commit', own);
    write(root, { '.git/info/exclude': 'once\n' });
    const end = await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(end).toEqual({ kind: 'committed', commit: gitIn(root, ['rev-parse', 'HEAD^']) });
    expect(status(root)).toBe('');
  });

  it('may change the message', async () => {
    const root = workspace();
    hook(root, 'commit-msg', 'echo "Ticket: 1" >> "$1"');
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(gitIn(root, ['log', '-1', '--format=%B'])).toContain('Ticket: 1');
  });
});

describe('where the workspace lies', () => {
  it('may be a folder of the repository', async () => {
    const top = repositoryOf({ 'apps/web/tasks.md': LIST, 'apps/web/a.txt': LINES, 'tasks.md': LIST });
    const root = join(top, 'apps/web');
    write(top, { 'other.txt': 'mine\n' });
    gitIn(top, ['add', 'other.txt']);
    const work = await landed(root, 'T001', { b: '1', 'a.txt': LINES.replace('one', 'ONE') });
    await commit(root, [work]);
    expect(inCommit(top)).toEqual([
      `apps/web/${LEDGER}`,
      'apps/web/a.txt',
      'apps/web/b',
      'apps/web/tasks.md',
    ]);
    expect(status(top)).toBe('A  other.txt');
  });

  it('names files as the workspace knows them', async () => {
    const top = repositoryOf({ 'web/tasks.md': LIST });
    const root = join(top, 'web');
    write(root, { mine: '1\n' });
    const end = await commit(root, [await landed(root, 'T001', { mine: '2\n' })]);
    expect(end).toMatchObject({ kind: 'skipped', reason: expect.stringContaining(' in mine.') });
  });

  it('may be a linked worktree, whose index follows and whose main one stays', async () => {
    const main = workspace();
    const root = join(newFolder(), 'linked');
    gitIn(main, ['worktree', 'add', '--quiet', '-b', 'side', root]);
    const before = stateOf(main);
    await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(status(root)).toBe('');
    expect(gitIn(root, ['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('side');
    expect({ ...(before as object), refs: '' }).toEqual({ ...(stateOf(main) as object), refs: '' });
  });
});

describe('at the same moment', () => {
  it("takes its commit back where another one came between, and keeps that one's changes", async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1' });
    const request = requestOf([work]);
    const tick = request.taskList.tick.bind(request.taskList);
    let theirs = '';
    const end = await commit(root, [work], {
      taskList: {
        path: 'tasks.md',
        tick(head: Buffer | null) {
          write(root, { theirs: 't\n' });
          gitIn(root, ['add', 'theirs']);
          gitIn(root, ['commit', '--quiet', '--message=Theirs']);
          theirs = headOf(root);
          return tick(head);
        },
      },
    });
    expect(end).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('Another commit') });
    expect(headOf(root)).toBe(theirs);
    expect(status(root)).toBe(`M tasks.md\n?? ${LEDGER}\n?? b`.replace(/^/, ' '));
  });

  it('does not commit where HEAD moves while a hook runs', async () => {
    const root = workspace();
    const theirs = 'unset GIT_INDEX_FILE; git commit --quiet --no-verify --allow-empty -m Theirs';
    hook(root, 'pre-commit', theirs);
    const end = await commit(root, [await landed(root, 'T001', { b: '1' })]);
    expect(end).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('HEAD') });
    expect(gitIn(root, ['log', '--format=%s'])).toBe('Theirs\nAll');
  });

  it('brings the index in line after a run that was killed between commit and index', async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1' });
    const index = readFileSync(join(root, '.git/index'));
    const head = headOf(root);
    await commit(root, [work]);
    writeFileSync(join(root, '.git/index'), index);
    writeFileSync(join(root, '.git/specwave-commit'), `${head}\n`);
    expect(status(root)).not.toBe('');
    expect(await commit(root, [work])).toEqual({ kind: 'nothing' });
    expect(status(root)).toBe('');
    expect(existsSync(join(root, '.git/specwave-commit'))).toBe(false);
  });

  it('says so where the index cannot follow', async () => {
    const root = workspace();
    const work = await landed(root, 'T001', { b: '1' });
    hook(root, 'post-commit', ': > .git/index.lock');
    const end = await commitResults(await opened(root), requestOf([work]), newFolder());
    expect(end).toMatchObject({ ok: false, problems: [{ code: 'index-not-updated' }] });
    rmSync(join(root, '.git/index.lock'));
    rmSync(join(root, '.git/hooks/post-commit'));
    expect(await commit(root, [work])).toEqual({ kind: 'nothing' });
    expect(status(root)).toBe('');
  });
});

it('leaves no temporary files', async () => {
  const root = workspace();
  const scratch = join(newFolder(), 'scratch');
  mkdirSync(scratch);
  const work = await landed(root, 'T001', { b: '1' });
  valueOf(await commitResults(await opened(root), requestOf([work]), scratch));
  expect(readdirSync(scratch)).toEqual([]);
});

it('reads a file as HEAD has it', async () => {
  const top = repositoryOf({ 'web/tasks.md': 'committed\n' });
  write(top, { 'web/tasks.md': 'changed\n', 'web/new': 'n' });
  const repository = await opened(join(top, 'web'));
  expect((await readAtHead(repository, 'tasks.md'))?.toString()).toBe('committed\n');
  expect(await readAtHead(repository, 'new')).toBeNull();
});

describe('a lock file that a package manager has made', () => {
  const manifest = (...names: string[]): string =>
    `${JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) }, null, 2)}\n`;
  const FILES: Files = {
    'package.json': manifest('m'),
    'other/package.json': manifest(),
    'yarn.lock': 'of m\n',
  };

  /** Two tasks of one wave, each with its dependency; then what the manager makes of both. */
  async function dependencies(): Promise<{ root: string; results: Work[] }> {
    const root = workspace(FILES);
    const one = await landed(root, 'T001', { 'package.json': manifest('a', 'm'), 'yarn.lock': 'of a, m\n' });
    write(root, { 'package.json': manifest('m'), 'yarn.lock': 'of m\n' });
    const two = await landed(root, 'T002', { 'package.json': manifest('b', 'm'), 'yarn.lock': 'of b, m\n' });
    write(root, { 'package.json': manifest('a', 'b', 'm'), 'yarn.lock': 'of a, b, m\n' });
    return { root, results: [one, two] };
  }

  it('is committed as it is, with the manifest of both results', async () => {
    const { root, results } = await dependencies();
    const end = await commitResults(await opened(root), requestOf(results, ['yarn.lock']), newFolder());
    expect(valueOf(end)).toMatchObject({ kind: 'committed' });
    expect(listingOf(root, 'HEAD')).toMatchObject({
      'package.json': `644 ${manifest('a', 'b', 'm')}`,
      'yarn.lock': '644 of a, b, m\n',
    });
    expect(gitIn(root, ['status', '--porcelain'])).toBe('');
  });

  it.each([
    ['changed', { 'other/package.json': manifest('mine') }],
    ['not yet known to git', { 'new/package.json': manifest('mine') }],
  ])('is not, where it is made for a manifest of the user too that is %s', async (_, files) => {
    const { root, results } = await dependencies();
    write(root, files);
    const head = gitIn(root, ['rev-parse', 'HEAD']);
    const end = await commitResults(await opened(root), requestOf(results, ['yarn.lock']), newFolder());
    expect(valueOf(end)).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('yarn.lock') });
    expect(gitIn(root, ['rev-parse', 'HEAD'])).toBe(head);
    const alone = await commitResults(
      await opened(root),
      requestOf(results.slice(0, 1), ['yarn.lock']),
      newFolder(),
    );
    expect(valueOf(alone)).toMatchObject({ kind: 'committed' });
    expect(listingOf(root, 'HEAD')['yarn.lock']).toBe('644 of a, m\n');
  });

  it('a repository inside the repository stays in the commit', async () => {
    const { root, results } = await dependencies();
    const inner = gitIn(root, ['rev-parse', 'HEAD']).trim();
    gitIn(root, ['update-index', '--add', '--cacheinfo', `160000,${inner},inner`]);
    gitIn(root, ['commit', '--quiet', '--message=Inner']);
    await commitResults(await opened(root), requestOf(results, ['yarn.lock']), newFolder());
    expect(`${gitIn(root, ['show', 'HEAD:package.json']).trim()}\n`).toBe(manifest('a', 'b', 'm'));
    expect(gitIn(root, ['rev-parse', 'HEAD:inner']).trim()).toBe(inner);
  });
});
