/** For tests: a workspace with one spec and the git repository around it, and a driver that does what the test says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, AgentJob, Driver } from '../../../agents/driver';
import { taskOf } from '../../../ledger/entries';
import type { TaskEntry } from '../../../ledger/schema';
import { readLedger } from '../../../ledger/store';
import type { RunEvent } from '../../../report/events';
import type { RunContext } from '../../../workspace/context';

export type Step = (
  job: AgentJob,
  emit: (event: AgentEvent) => void,
  signal: AbortSignal,
) => AgentEnding | Promise<AgentEnding>;

/** Does one step after another, and keeps what it was told. */
export class ScriptedDriver implements Driver {
  readonly jobs: AgentJob[] = [];
  private steps: Step[] = [];

  plays(...steps: Step[]): void {
    this.steps = steps;
    this.jobs.length = 0;
  }

  async run(...[job, emit, signal]: Parameters<Driver['run']>): Promise<AgentEnding> {
    this.jobs.push(job);
    const step = this.steps[this.jobs.length - 1];
    if (!step) throw new Error(`The test has no step for launch ${this.jobs.length} (${job.task}).`);
    return step(job, emit, signal);
  }
}

/** Writes the file that the task names, `<task>.txt`, and says it is done. */
export const done =
  (usage: AgentEnding['usage'] = {}, refused: readonly string[] = []): Step =>
  (job) => {
    writeFileSync(join(job.tree, `${job.task}.txt`), 'done\n');
    return { outcome: 'done', summary: null, usage, refused };
  };

/** Ends so, and changes nothing. */
export const ends =
  (outcome: Exclude<AgentEnding['outcome'], 'done'>, more: object = {}): Step =>
  () => ({ outcome, message: `It was ${outcome}.`, next: 'See.', usage: {}, ...more });

export class TestRun {
  readonly events: RunEvent[] = [];
  readonly abort = new AbortController();
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-run-')));
  /** Called at each event. */
  onEvent: (event: RunEvent) => void = () => undefined;

  /** `settings`: lines of specwave.yaml besides the agents. Tasks `T001` to `T003`. */
  constructor(settings: string) {
    this.write(
      'specwave.yaml',
      `default: script\nagents: { script: { driver: command, command: [unused] } }\n${settings}\n`,
    );
    const tasks = ['T001', 'T002', 'T003'].map((id) => `- [ ] ${id} Write \`${id}.txt\`\n`);
    this.write('specs/F001/tasks.md', `# Tasks\n\n## Layer 0\n${tasks.join('')}`);
    this.write('.gitignore', '.nx\n');
    const git = (...args: string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
        cwd: this.root,
        stdio: 'pipe',
      });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'First');
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.root, path, '..'), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  get context(): RunContext {
    const spec = { name: 'F001', path: 'specs/F001' };
    return {
      workspaceRoot: this.root,
      spec,
      specs: [spec],
      specRoots: ['specs'],
      optionProblems: [],
      signal: this.abort.signal,
      report: (event) => {
        this.events.push(event);
        this.onEvent(event);
      },
    };
  }

  eventsOf<Type extends RunEvent['type']>(type: Type): Extract<RunEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
  }

  get ledger() {
    const ledger = readLedger(this.root);
    if (!ledger.ok) throw new Error(JSON.stringify(ledger.problems));
    return ledger.value;
  }

  entry(task: string): TaskEntry | undefined {
    return taskOf(this.ledger, 'F001', task);
  }

  get ticked(): string[] {
    const list = readFileSync(join(this.root, 'specs/F001/tasks.md'), 'utf8');
    return [...list.matchAll(/- \[x\] (T\d+)/g)].map(([, id]) => id ?? '');
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
