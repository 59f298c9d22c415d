/** A workspace in which runs are killed: its spec, its user's own changes, and what has to hold whatever was killed. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DrivenAgents, Invocation } from './drivenAgent';
import { taskList } from './specs';
import { Workspace } from './workspace';

export const TASKS = Array.from({ length: 12 }, (_, number) => `T${String(number + 1).padStart(3, '0')}`);
const LAYER = 4;
const TASK_FILE = 'specs/F001/tasks.md';
const STATE = '.nx/specwave';

/** In each round the tasks are other ones, so that no result of the round before is theirs. */
function listOf(round: string, ticked: ReadonlySet<string> = new Set()): string {
  const lines = TASKS.map(
    (task) => `- [${ticked.has(task) ? 'x' : ' '}] ${task} Create \`out/${round}/${task}.txt\`\n`,
  );
  const layers = [0, 1, 2].map((layer) => lines.slice(layer * LAYER, (layer + 1) * LAYER));
  return taskList('F001', ...layers);
}

/** A file that every task changes a line of, and the user the last one. */
function shared(done: Iterable<string>, round: string, users = true): string {
  const changed = new Set(done);
  const parts = TASKS.map((task) => `${task}: ${changed.has(task) ? round : 'open'}\n\n\n\n\n`);
  return `${parts.join('')}The user: ${users ? 'has changed this' : ''}\n`;
}

const USERS_FILES = {
  'own/tracked.txt': 'changed by the user\n',
  'own/untracked.txt': 'untracked\n',
  'own/staged.txt': 'staged, then changed again\n',
};

interface LeaseNote {
  worktree: string | null;
  ending: object | null;
}

export class CrashedWorkspace {
  private round = '';
  private readonly index: string;

  private constructor(
    readonly workspace: Workspace,
    agents: DrivenAgents,
  ) {
    workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
    workspace.write('shared.txt', shared([], '', false));
    workspace.write('own/tracked.txt', 'as it was\n');
    workspace.write(TASK_FILE, listOf('none'));
    workspace.commit();
    workspace.write('own/staged.txt', 'staged\n');
    workspace.git('add', 'own/staged.txt');
    for (const [path, text] of Object.entries(USERS_FILES)) workspace.write(path, text);
    this.index = this.usersGit();
  }

  static create(agents: DrivenAgents): CrashedWorkspace {
    return new CrashedWorkspace(Workspace.create(), agents);
  }

  /** Makes all tasks open, and others than before. Nothing that earlier rounds left for themselves is removed. */
  begin(round: string): void {
    this.round = round;
    for (const path of ['out', '.claude'])
      rmSync(join(this.workspace.root, path), { recursive: true, force: true });
    this.workspace.write('shared.txt', shared([], round));
    this.workspace.write(TASK_FILE, listOf(round));
  }

  folder(path: string): string {
    return join(this.workspace.root, path);
  }

  /** What the agent of a task is to write, one file after another. */
  workOf({ task, tree }: Pick<Invocation, 'task' | 'tree'>): [path: string, text: string][] {
    const before = readFileSync(join(tree, 'shared.txt'), 'utf8');
    return [
      [`out/${this.round}/${task}.txt`, this.textOf(task)],
      [`out/${this.round}/more/${task}.txt`, this.textOf(task)],
      ['shared.txt', before.replace(`${task}: open`, `${task}: ${this.round}`)],
    ];
  }

  /** What is missing in the tree of an agent that has just started: the work of all layers before, and the user's. */
  missingIn({ task, tree }: Pick<Invocation, 'task' | 'tree'>): string[] {
    const layer = Math.floor(TASKS.indexOf(task) / LAYER);
    const due = [
      ...TASKS.slice(0, layer * LAYER).map((each): [string, string] => [
        `out/${this.round}/${each}.txt`,
        this.textOf(each),
      ]),
      ...Object.entries(USERS_FILES),
    ];
    return due.filter(([path, text]) => textAt(join(tree, path)) !== text).map(([path]) => path);
  }

  /** Tasks whose agents must not be called again: ticked, or with a stored result, or noted as done in their lease. */
  finished(): Set<string> {
    return new Set(
      TASKS.filter((task) => {
        if (this.ticked().has(task)) return true;
        const files = this.result(task)?.files ?? [];
        if (files.some(({ path }) => path === `out/${this.round}/${task}.txt`)) return true;
        return this.noted(task);
      }),
    );
  }

  ticked(): Set<string> {
    const text = this.workspace.read(TASK_FILE);
    return new Set(TASKS.filter((task) => text.includes(`- [x] ${task} `)));
  }

  /** What does not hold, whenever the run was killed; empty where all does. */
  faults(): string[] {
    const ticked = this.ticked();
    const found: string[] = [];
    if (this.workspace.read(TASK_FILE) !== listOf(this.round, ticked))
      found.push(`tasks.md has changed beyond its ticks:\n${this.workspace.read(TASK_FILE)}`);
    for (const task of ticked)
      for (const path of [`out/${this.round}/${task}.txt`, `out/${this.round}/more/${task}.txt`])
        if (textAt(this.folder(path)) !== this.textOf(task))
          found.push(`${task} is ticked, but ${path} is ${textAt(this.folder(path))}`);
    const sharedNow = this.workspace.read('shared.txt');
    for (const line of [...ticked]
      .map((task) => `${task}: ${this.round}\n`)
      .concat('The user: has changed this\n'))
      if (!sharedNow.includes(line)) found.push(`shared.txt lacks ${line}`);
    for (const [path, text] of Object.entries(USERS_FILES))
      if (textAt(this.folder(path)) !== text)
        found.push(`the user's ${path} is ${textAt(this.folder(path))}`);
    if (this.usersGit() !== this.index) found.push(`index, HEAD or stash have changed:\n${this.usersGit()}`);
    return found;
  }

  /** What does not hold after a run that was not killed. */
  faultsAtEnd(): string[] {
    const { workspace, round } = this;
    const found = this.faults();
    const expect = (what: string, is: unknown, due: unknown): void => {
      if (JSON.stringify(is) !== JSON.stringify(due))
        found.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(due)}`);
    };
    expect('ticked', [...this.ticked()], TASKS);
    expect('shared.txt', workspace.read('shared.txt'), shared(TASKS, round));
    const more = TASKS.map((task) => `more/${task}.txt`);
    const made = [...TASKS.map((task) => `${task}.txt`), 'more', ...more].toSorted();
    expect('made', readdirSync(this.folder(`out/${round}`), { recursive: true }).toSorted(), made);
    const entry = workspace.ledger().specs['F001'];
    expect('status', entry?.status, 'completed');
    expect('counts', [entry?.tasks_total, entry?.tasks_completed, entry?.remaining], [12, 12, 0]);
    for (const task of TASKS) {
      const { status, outcome, digest } = (entry?.tasks[task] ?? {}) as Record<string, unknown>;
      expect(`${task} in the ledger`, [status, outcome], ['completed', 'landed']);
      expect(`digest of ${task}`, this.result(task)?.digest, digest);
    }
    expect('bases', workspace.git('for-each-ref', 'refs/specwave'), '');
    for (const name of ['trees', 'notes', 'trash', 'kept']) expect(name, namesIn(workspace.trees(name)), []);
    expect('leases', namesIn(this.folder(`${STATE}/locks/tasks`)), []);
    const locks = namesIn(this.folder(`${STATE}/locks`)).filter((name) => name !== 'tasks');
    expect('locks', locks, ['workspace.holder.json']);
    return found;
  }

  private textOf(task: string): string {
    return `${task} of round ${this.round}\n`;
  }

  private usersGit(): string {
    const { workspace } = this;
    return [
      workspace.git('ls-files', '--stage'),
      workspace.git('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD'),
      workspace.git('stash', 'list'),
    ].join('\n');
  }

  /** The stored result, where it is fit to land. */
  private result(task: string): { digest: string; files: { path: string }[] } | null {
    const text = textAt(this.folder(`${STATE}/results/F001/${task}/result.json`));
    const result = text === null ? null : JSON.parse(text);
    return result?.outcome === 'landed' ? result : null;
  }

  /** Whether the lease says that the agent was done: the note of its holder, or of the one before while that counts. */
  private noted(task: string): boolean {
    const text = textAt(this.folder(`${STATE}/locks/tasks/F001/${task}/lease.json`));
    if (text === null) return false;
    const { note, left } = JSON.parse(text) as { note: LeaseNote; left: LeaseNote | null };
    const standing = note.worktree === null ? (left ?? note) : note;
    return standing.ending !== null && existsSync(standing.worktree ?? '');
  }
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}
