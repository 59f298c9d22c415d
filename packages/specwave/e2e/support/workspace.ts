/** A temporary Nx workspace with the packed package, and the real `nx` in it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface NxResult {
  exitCode: number;
  /** Standard output and standard error, interleaved. */
  output: string;
}

interface TaskRecord {
  status: string;
  outcome?: string;
  agent?: string;
  attempts?: number;
  next?: string;
}

interface SpecRecord {
  status: string;
  tasks_total: number;
  tasks_completed: number;
  remaining: number;
  completed_at?: string;
  tasks: Record<string, TaskRecord>;
}

export interface LedgerRecord {
  specs: Record<string, SpecRecord>;
  overall: Record<string, number>;
}

export class Workspace {
  private constructor(
    readonly root: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  private readonly logs = mkdtempSync(join(tmpdir(), 'specwave-e2e-logs-'));
  private started = 0;

  /** `nx`: which installation; `daemon`: whether Nx may start its daemon (ended by `close`). */
  static create({ nx = '24', daemon = false }: { nx?: '23' | '24'; daemon?: boolean } = {}): Workspace {
    const installation = process.env[`SPECWAVE_E2E_NX${nx}`];
    if (installation === undefined) throw new Error('globalSetup has not run');
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-')));
    // Variables of an outer nx run, npm run or terminal must not reach the inner one.
    const clean = Object.entries(process.env).filter(
      ([name]) => !/^(NX_|npm_|FORCE_COLOR$|CI$|SPECWAVE_)/.test(name),
    );
    const workspace = new Workspace(root, {
      ...Object.fromEntries(clean),
      NX_DAEMON: String(daemon),
      NO_COLOR: '1',
    });
    symlinkSync(join(installation, 'node_modules'), join(root, 'node_modules'));
    workspace.write(
      'nx.json',
      JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: ['specwave'] }),
    );
    workspace.write('package.json', JSON.stringify({ name: 'workspace', private: true }));
    workspace.write('.gitignore', 'node_modules\n.nx\n');
    workspace.git('init', '--quiet', '--initial-branch=main');
    return workspace;
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.invalid',
      '-c',
      'commit.gpgsign=false',
    ];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' });
  }

  commit(message = 'A commit'): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  /** Starts `nx`; `done` resolves when it has ended and its output is complete. */
  start(...args: string[]): { process: ChildProcess; done: Promise<NxResult> } {
    // A file, as in `nx ... > log`: Node gives children sockets for pipes, which nobody else can write to.
    const log = join(this.logs, `${(this.started += 1)}.log`);
    const file = openSync(log, 'w');
    const child = spawn(join(this.root, 'node_modules/.bin/nx'), args, {
      cwd: this.root,
      env: this.environment,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    const done = once(child, 'close').then(([code]) => ({
      exitCode: typeof code === 'number' ? code : -1,
      output: readFileSync(log, 'utf8'),
    }));
    return { process: child, done };
  }

  nx(...args: string[]): Promise<NxResult> {
    return this.start(...args).done;
  }

  /** Runs `nx` and expects it to succeed; fails with all that was on the screen. */
  async succeeds(...args: string[]): Promise<string> {
    const { exitCode, output } = await this.nx(...args);
    if (exitCode !== 0) throw new Error(`nx ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    return output;
  }

  /** The configuration that Nx works out for a project. */
  async project(name: string): Promise<{
    name: string;
    root: string;
    tags: string[];
    targets: Record<string, { dependsOn?: string[]; executor: string }>;
    metadata: Record<string, unknown>;
  }> {
    const { output } = await this.nx('show', 'project', name, '--json');
    return JSON.parse(output);
  }

  ledger(): LedgerRecord {
    return JSON.parse(this.read('.claude/execution/execution.json'));
  }

  async close(): Promise<void> {
    if (this.environment['NX_DAEMON'] === 'true') await this.nx('daemon', '--stop');
    for (const folder of [this.root, this.logs]) rmSync(folder, { recursive: true, force: true });
  }
}
