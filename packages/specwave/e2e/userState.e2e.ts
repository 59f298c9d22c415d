/** What is the user's stays the user's: index, branch, stash, hooks, HEAD; in repositories of all kinds. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut, implement } from './support/calls';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const LEDGER = '.claude/execution/execution.json';
const HOOKS = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-checkout',
  'post-index-change',
  'reference-transaction',
];

let agents: DrivenAgents;
let open: Workspace[];
let folders: string[];

beforeEach(async () => {
  open = [];
  folders = [];
  agents = await DrivenAgents.listen();
  agents.handleAll(finish);
});
afterEach(async () => {
  agents.close();
  for (const workspace of open) await workspace.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function finish(invocation: Invocation): Promise<void> {
  await invocation.write(`out/${invocation.task}.txt`, `${invocation.task}\n`);
  await invocation.exit(0);
}

/** Two tasks in two waves. */
function fill(workspace: Workspace, settings = 'commit: off\n'): void {
  const [one, two] = ['T001', 'T002'].map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`);
  workspace.write(LIST, `# Tasks for F001: Two\n\n## Layer 0: One\n\n${one}\n## Layer 1: Two\n\n${two}`);
  workspace.write('specwave.yaml', agents.configuration(settings));
}

/** A repository with these two tasks in its first commit. */
function create(settings?: string): Workspace {
  const workspace = Workspace.create();
  open.push(workspace);
  fill(workspace, settings);
  // Commits are the user's, made in their name.
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  for (const name of ['staged', 'changed', 'both']) workspace.write(`src/${name}.txt`, 'as committed\n');
  workspace.commit('First');
  return workspace;
}

/** A workspace in a folder that is there and is not to be removed with it. */
function openAt(root: string): Workspace {
  const workspace = Workspace.open(root);
  open.push(workspace);
  return workspace;
}

function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-')));
  folders.push(folder);
  return folder;
}

/** Changes of all kinds: staged, unstaged, both in one file, untracked. */
function changeThings(workspace: Workspace): void {
  workspace.write('src/staged.txt', 'staged\n');
  workspace.write('src/both.txt', 'staged\n');
  workspace.git('add', 'src/staged.txt', 'src/both.txt');
  workspace.write('src/both.txt', 'staged, then changed\n');
  workspace.write('src/changed.txt', 'changed\n');
  workspace.write('src/untracked.txt', 'untracked\n');
}

/** As `git status` says it, without what that does to the index: it is compared. */
function status(workspace: Workspace): string[] {
  const text = workspace.git('--no-optional-locks', 'status', '--porcelain', '--untracked-files=all');
  return text.split('\n').filter((line) => line !== '');
}

const CHANGES = ['MM src/both.txt', ' M src/changed.txt', 'M  src/staged.txt', '?? src/untracked.txt'];
const RESULTS = [` M ${LIST}`, `?? ${LEDGER}`, '?? out/T001.txt', '?? out/T002.txt'];
const inOrder = (lines: readonly string[]): string[] => lines.toSorted();

/** All that a run has to leave alone, outside of the working tree. */
function stateOf(workspace: Workspace): Record<string, string> {
  const file = (path: string): string =>
    readFileSync(join(workspace.git('rev-parse', '--absolute-git-dir').trim(), path)).toString('base64');
  return {
    index: file('index'),
    head: file('HEAD'),
    headLog: file('logs/HEAD'),
    refs: workspace.git('for-each-ref'),
    stash: workspace.git('stash', 'list', '--format=%H %gd %s'),
    config: workspace.git('config', '--local', '--list'),
    worktrees: workspace.git('worktree', 'list', '--porcelain'),
  };
}

/** Each hook notes that it ran; `failing` refuses. */
function installHooks(workspace: Workspace, failing?: string): void {
  for (const hook of HOOKS) {
    const file = join(workspace.root, '.git/hooks', hook);
    const refuse = hook === failing ? 'echo "not on a Sunday" >&2\nexit 1\n' : '';
    mkdirSync(join(workspace.root, '.git/hooks'), { recursive: true });
    writeFileSync(
      file,
      `#!/bin/sh\necho ${hook} >> "$(git rev-parse --git-common-dir)/hooks-that-ran"\n${refuse}`,
    );
    chmodSync(file, 0o755);
  }
}

describe('with commit: off', () => {
  it('index, branch, stash, HEAD, configuration and all changes of the user are as before, and no hook ran', async () => {
    const workspace = create('commit: off\nlimits: { attempts: 2 }\n');
    workspace.write('src/changed.txt', 'stashed\n');
    workspace.git('stash', '--quiet');
    changeThings(workspace);
    installHooks(workspace);
    const before = stateOf(workspace);
    // Failed attempts leave trees behind for a while.
    agents.handleAll((invocation) => (invocation.attempt === 1 ? invocation.exit(1) : finish(invocation)));

    await carryOut(workspace, agents, ['T001', 'T001', 'T002', 'T002']);
    expect(stateOf(workspace)).toEqual(before);
    expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(workspace.has('.git/hooks-that-ran')).toBe(false);
    expect(inOrder(status(workspace))).toEqual(inOrder([...CHANGES, ...RESULTS]));
    expect(workspace.read('src/both.txt')).toBe('staged, then changed\n');
    expect(workspace.git('show', ':src/both.txt')).toBe('staged\n');
  });

  it('an agent that drops stashes, moves branches, commits, sets hooks and settings does so in its own tree only', async () => {
    const workspace = create();
    workspace.write('src/changed.txt', 'stashed\n');
    workspace.git('stash', '--quiet');
    const before = stateOf(workspace);
    agents.handleAll(async (invocation) => {
      await invocation.write(`out/${invocation.task}.txt`, `${invocation.task}\n`);
      const script = [
        'git stash drop 2>/dev/null || true',
        'git checkout --quiet -B main',
        'git add --all && git -c user.name=A -c user.email=a@localhost commit --quiet -m Agent',
        'git tag mine && git config core.hooksPath hooks && git branch more',
        'mkdir -p .git/hooks && echo exit 1 > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit',
      ].join('\n');
      execFileSync('bash', ['-e', '-c', script], { cwd: invocation.tree, stdio: 'pipe' });
      await invocation.exit(0);
    });
    await carryOut(workspace, agents, ['T001', 'T002']);
    expect(stateOf(workspace)).toEqual(before);
    expect(inOrder(status(workspace))).toEqual(inOrder(RESULTS));
  });

  it('agents see the changes that are not committed', async () => {
    const workspace = create();
    changeThings(workspace);
    const seen: string[] = [];
    agents.handleAll(async (invocation) => {
      for (const name of ['staged', 'changed', 'both', 'untracked'])
        seen.push(readFileSync(join(invocation.tree, `src/${name}.txt`), 'utf8').trim());
      await finish(invocation);
    });
    await carryOut(workspace, agents, ['T001', 'T002']);
    const once = ['staged', 'changed', 'staged, then changed', 'untracked'];
    expect(seen).toEqual([...once, ...once]);
  });
});

describe('repositories of all kinds', () => {
  it('a workspace in a folder of a repository: what lies beside it stays as it is, and its results are replayed', async () => {
    const top = temporary();
    const root = join(top, 'apps/web');
    mkdirSync(root, { recursive: true });
    const workspace = openAt(root);
    workspace.furnish();
    fill(workspace);
    writeFileSync(join(top, 'beside.txt'), 'as committed\n');
    workspace.git('init', '--quiet', '--initial-branch=main', top);
    workspace.git('add', '--all', top);
    workspace.git('commit', '--quiet', '--message', 'First');
    writeFileSync(join(top, 'beside.txt'), 'changed\n');
    const before = stateOf(workspace);

    await implement(workspace, agents, ['T001', 'T002']);
    expect(stateOf(workspace)).toEqual(before);
    const results = [
      ` M apps/web/${LIST}`,
      `?? apps/web/${LEDGER}`,
      '?? apps/web/out/T001.txt',
      '?? apps/web/out/T002.txt',
    ];
    expect(inOrder(status(workspace))).toEqual(inOrder([' M beside.txt', ...results]));

    workspace.git('reset', '--quiet', '--hard');
    workspace.git('clean', '-fdq');
    await implement(workspace, agents, []);
    expect(inOrder(status(workspace))).toEqual(inOrder(results));
  });

  it('a linked worktree of the user: results land there, and the main one stays as it is', async () => {
    const main = create();
    const root = join(temporary(), 'linked');
    main.git('worktree', 'add', '--quiet', '-b', 'linked', root);
    const linked = openAt(root);
    changeThings(main);
    changeThings(linked);
    const before = [stateOf(main), stateOf(linked)];

    await carryOut(linked, agents, ['T001', 'T002']);
    expect([stateOf(main), stateOf(linked)]).toEqual(before);
    expect(inOrder(status(main))).toEqual(inOrder(CHANGES));
    expect(inOrder(status(linked))).toEqual(inOrder([...CHANGES, ...RESULTS]));
  });

  it('a repository without a commit: works, makes none, and says so', async () => {
    const workspace = Workspace.create();
    open.push(workspace);
    fill(workspace, '');
    const output = await carryOut(workspace, agents, ['T001', 'T002']);
    expect(output).toContain('not committed. The repository has no commit yet.');
    expect(boxes(workspace.read(LIST))).toBe('2/2');
    expect(workspace.read('out/T002.txt')).toBe('T002\n');
    expect(workspace.git('for-each-ref')).toBe('');
    expect(workspace.git('ls-files')).toBe('');
  });

  describe('repositories inside the repository', () => {
    /** `lib` is a submodule, `vendor/x` a clone that nobody tracks; both have a change of the user's. */
    function createNested(): Workspace {
      const workspace = create();
      const lib = Workspace.create();
      open.push(lib);
      lib.write('lib.txt', 'lib\n');
      lib.commit();
      workspace.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib.root, 'lib');
      workspace.git('clone', '--quiet', lib.root, 'vendor/x');
      workspace.git('add', '.gitmodules', 'lib');
      workspace.git('commit', '--quiet', '--message', 'Lib');
      workspace.write('lib/lib.txt', 'changed\n');
      workspace.write('vendor/x/lib.txt', 'changed\n');
      return workspace;
    }

    it('are left as they are, and it is said that agents do not have their files', async () => {
      const workspace = createNested();
      const inside = (): string[] =>
        ['lib', 'vendor/x'].map((path) => workspace.git('-C', path, 'status', '--porcelain=v2', '--branch'));
      const [before, state] = [inside(), stateOf(workspace)];
      const output = await carryOut(workspace, agents, ['T001', 'T002']);
      expect(output).toMatch(/Agents' trees do not have the files of .*vendor\/x\/.*lib\//);
      expect(inside()).toEqual(before);
      expect(stateOf(workspace)).toEqual(state);
      expect(workspace.read('lib/lib.txt')).toBe('changed\n');
      expect(boxes(workspace.read(LIST))).toBe('2/2');
    });

    it('a task that declares a file in one is refused before any agent is called', async () => {
      const workspace = createNested();
      workspace.write(LIST, '# Tasks for F001: Two\n\n- [ ] T001 Create `lib/new.txt`\n');
      const { exitCode, output } = await workspace.carryOut('F001');
      expect(output).toContain('task-in-other-repository');
      expect(output).toMatch(/T001.*lib\//);
      expect(exitCode).toBe(1);
      expect(agents.started).toHaveLength(0);
    });
  });
});

describe('without isolation', () => {
  function untick(workspace: Workspace): void {
    workspace.write(LIST, workspace.read(LIST).replaceAll('[x]', '[ ]'));
    rmSync(join(workspace.root, LEDGER));
  }

  it.each([
    ['by choice', 'isolation: none\n', true, '`isolation: none` in specwave.yaml', implement],
    ['in no git repository', '', false, 'this workspace lies in no git repository', carryOut],
  ])(
    '%s: agents work in the tree itself, it is said so, and nothing is replayed',
    async (_, settings, inGit, why, run) => {
      const workspace = inGit ? create(settings) : openAt(temporary());
      if (!inGit) {
        workspace.furnish();
        fill(workspace, settings);
      }
      const output = await run(workspace, agents, ['T001', 'T002']);
      expect(output).toContain(`nothing is cached and nothing is committed: ${why}`);
      expect(agents.started.map(({ tree }) => tree)).toEqual([workspace.root, workspace.root]);
      expect(boxes(workspace.read(LIST))).toBe('2/2');
      expect(workspace.ledger().specs['F001']).toMatchObject({ status: 'completed', tasks_completed: 2 });

      untick(workspace);
      rmSync(join(workspace.root, 'out'), { recursive: true });
      await run(workspace, agents, ['T001', 'T002']);
      expect(boxes(workspace.read(LIST))).toBe('2/2');
      if (inGit) expect(workspace.git('log', '--format=%s').trim()).toBe('First');
    },
  );
});

describe('commits', () => {
  /** Newest first: subject, body, and what was changed. */
  function commits(workspace: Workspace): { message: string; changed: string[] }[] {
    const ids = workspace.git('rev-list', 'HEAD').trim().split('\n').slice(0, -1);
    return ids.map((id) => ({
      message: workspace.git('show', '--no-patch', '--format=%B', id).trim(),
      changed: workspace.git('show', '--name-only', '--format=', id).trim().split('\n'),
    }));
  }
  const TITLE = 'implementation: Update progress - F001';
  const task = (id: string): string => `- ${id}: Create \`out/${id}.txt\``;

  it('commit: spec makes one, of results, ticks and ledger; nothing of the user is in it, and only that is left to commit', async () => {
    const workspace = create('commit: spec\n');
    changeThings(workspace);
    await carryOut(workspace, agents, ['T001', 'T002']);
    expect(commits(workspace)).toEqual([
      {
        message: `${TITLE}\n\n${task('T001')}\n${task('T002')}`,
        changed: [LEDGER, 'out/T001.txt', 'out/T002.txt', LIST],
      },
    ]);
    expect(boxes(workspace.git('show', `HEAD:${LIST}`))).toBe('2/2');
    expect(workspace.git('show', `HEAD:${LEDGER}`)).toBe(workspace.read(LEDGER));
    expect(inOrder(status(workspace))).toEqual(inOrder(CHANGES));
    expect(workspace.git('show', ':src/both.txt')).toBe('staged\n');
    expect(workspace.read('src/both.txt')).toBe('staged, then changed\n');
  });

  it.each(['task', 'wave'])('commit: %s makes one for each, which holds that work only', async (commit) => {
    const workspace = create(`commit: ${commit}\n`);
    changeThings(workspace);
    await carryOut(workspace, agents, ['T001', 'T002']);
    const [last, second, first, ...more] = commits(workspace);
    expect(first).toEqual({
      message: `${TITLE}\n\n${task('T001')}`,
      changed: [LEDGER, 'out/T001.txt', LIST],
    });
    expect(second).toEqual({
      message: `${TITLE}\n\n${task('T002')}`,
      changed: [LEDGER, 'out/T002.txt', LIST],
    });
    // That the spec is complete.
    expect(last).toEqual({ message: TITLE, changed: [LEDGER] });
    expect(more).toEqual([]);
    expect(inOrder(status(workspace))).toEqual(inOrder(CHANGES));
  });

  it('a pre-commit hook that refuses: it is said so, no commit is made, and the run succeeds', async () => {
    const workspace = create('commit: spec\n');
    changeThings(workspace);
    const before = stateOf(workspace);
    installHooks(workspace, 'pre-commit');
    const output = await carryOut(workspace, agents, ['T001', 'T002']);
    expect(output).toContain('F001: not committed.');
    expect(output).toContain('not on a Sunday');
    expect(stateOf(workspace)).toEqual(before);
    expect(inOrder(status(workspace))).toEqual(inOrder([...CHANGES, ...RESULTS]));
  });

  it('a HEAD that is detached: it is said so, no commit is made, and the run succeeds', async () => {
    const workspace = create('commit: spec\n');
    workspace.git('checkout', '--quiet', '--detach');
    changeThings(workspace);
    const before = stateOf(workspace);
    const output = await carryOut(workspace, agents, ['T001', 'T002']);
    expect(output).toContain('F001: not committed. HEAD is detached');
    expect(stateOf(workspace)).toEqual(before);
    expect(inOrder(status(workspace))).toEqual(inOrder([...CHANGES, ...RESULTS]));
  });
});
