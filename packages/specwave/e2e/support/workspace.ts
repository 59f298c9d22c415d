/** A temporary Nx workspace with the packed package, and the real `nx` in it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
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
import { basename, dirname, join } from 'node:path';

export interface NxResult {
  exitCode: number;
  /** Standard output and standard error, interleaved. */
  output: string;
}

interface TaskRecord {
  status: string;
  outcome?: string;
  message?: string;
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
  gates?: Record<string, { status: string; message?: string }>;
}

export interface LedgerRecord {
  specs: Record<string, SpecRecord>;
  overall: Record<string, number>;
}

interface LaunchOptions {
  /** Of `node_modules/.bin`; `nx` unless told. */
  program?: 'nx' | 'specwave';
  environment?: Readonly<Record<string, string>>;
  detached?: boolean;
}

interface CarryOutOptions {
  parallel?: number;
  environment?: Readonly<Record<string, string>>;
}

export interface Launched {
  process: ChildProcess;
  done: Promise<NxResult>;
  /** Absolute: the file that the output goes to. */
  log: string;
}

interface Options {
  /** Which installation. */
  nx?: '23' | '24';
  /** Whether Nx may start its daemon (ended by `close`). */
  daemon?: boolean;
  /** Nx runs the plugin in a process of its own, as it does for users: a second more for each command. */
  isolatePlugins?: boolean;
  /** Added to what `nx` inherits. */
  environment?: Readonly<Record<string, string>>;
}

function hashOf(root: string): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 12);
}

/** The folder that `SPECWAVE_TREES` names: in no workspace, in no repository. */
export function treesOf(root: string): string {
  return join(tmpdir(), `specwave-e2e-trees-${hashOf(root)}`);
}

export class Workspace {
  private constructor(
    readonly root: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  private readonly logs = mkdtempSync(join(tmpdir(), 'specwave-e2e-logs-'));
  private started = 0;
  private readonly running = new Map<ChildProcess, Promise<unknown>>();

  static create(options: Options = {}): Workspace {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-')));
    const workspace = Workspace.open(root, options);
    workspace.furnish();
    workspace.git('init', '--quiet', '--initial-branch=main');
    return workspace;
  }

  /** A folder that is there as a workspace: a clone, or a folder inside a repository. `close` removes it. */
  static open(root: string, options: Options = {}): Workspace {
    const { nx = '24', daemon = false, isolatePlugins = false, environment = {} } = options;
    const installation = process.env[`SPECWAVE_E2E_NX${nx}`];
    if (installation === undefined) throw new Error('globalSetup has not run');
    // Variables of an outer nx run, npm run or terminal must not reach the inner one.
    const clean = Object.entries(process.env).filter(
      ([name]) => !/^(NX_|npm_|FORCE_COLOR$|CI$|SPECWAVE_)/.test(name),
    );
    const workspace = new Workspace(root, {
      ...Object.fromEntries(clean),
      NX_DAEMON: String(daemon),
      NX_ISOLATE_PLUGINS: String(isolatePlugins),
      // Else all clones of one repository, and all tests with the same first commit, share what is in `~/.nx`.
      NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
      SPECWAVE_TREES: treesOf(root),
      NO_COLOR: '1',
      ...environment,
    });
    symlinkSync(join(installation, 'node_modules'), join(root, 'node_modules'));
    return workspace;
  }

  /** Another workspace that is as this one stands, with what Nx and the plugin keep in it. */
  copy(environment: Readonly<Record<string, string>> = {}): Workspace {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-')));
    cpSync(this.root, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const cache = { NX_CACHE_DIRECTORY: join(root, '.nx/cache'), SPECWAVE_TREES: treesOf(root) };
    return new Workspace(root, { ...this.environment, ...cache, ...environment });
  }

  /** Writes what every workspace has. */
  furnish(): void {
    this.write(
      'nx.json',
      JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: ['specwave'] }),
    );
    this.write('package.json', JSON.stringify({ name: 'workspace', private: true }));
    this.write('.gitignore', 'node_modules\n.nx\n');
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Absolute: where the trees of this workspace's agents stand, or a path in there. */
  trees(path = ''): string {
    return join(treesOf(this.root), `${basename(this.root)}-${hashOf(this.root)}`, path);
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
    return this.launch(args);
  }

  /** As `start`, with more in the environment, and in a process group and session of its own if `detached`. */
  launch(
    args: readonly string[],
    { program = 'nx', environment = {}, detached = false }: LaunchOptions = {},
  ): Launched {
    return this.spawn(join(this.root, 'node_modules/.bin', program), args, environment, detached);
  }

  /** Any program, in the root. */
  spawn(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    detached = false,
  ): Launched {
    // A file, as in `nx ... > log`: Node gives children sockets for pipes, which nobody else can write to.
    const log = join(this.logs, `${(this.started += 1)}.log`);
    const file = openSync(log, 'w');
    const child = spawn(program, args, {
      cwd: this.root,
      env: { ...this.environment, ...environment },
      stdio: ['ignore', file, file],
      detached,
    });
    closeSync(file);
    const done = once(child, 'close').then(([code]) => ({
      exitCode: typeof code === 'number' ? code : -1,
      output: readFileSync(log, 'utf8'),
    }));
    this.running.set(child, done);
    void done.then(() => this.running.delete(child));
    return { process: child, done, log };
  }

  nx(...args: string[]): Promise<NxResult> {
    return this.start(...args).done;
  }

  /** Runs the command `specwave`, in the root or in a folder below it. */
  specwave(...args: string[]): Promise<NxResult> {
    return this.launch(args, { program: 'specwave' }).done;
  }

  /** Runs `nx` and expects it to succeed; fails with all that was on the screen. */
  async succeeds(...args: string[]): Promise<string> {
    const { exitCode, output } = await this.nx(...args);
    if (exitCode !== 0) throw new Error(`nx ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    return output;
  }

  /**
   * Does what `nx implement SPEC` does, by the installed package's plugin and executors in one process without Nx,
   * whose starts are dear: for tests whose claim is not about Nx. Nx's caches, summary and other specs have no part in it.
   * Several specs, with commas between them, run one after another.
   */
  startCarryOut(spec: string, { parallel = 3, environment = {} }: CarryOutOptions = {}): Launched {
    const script = join(__dirname, 'carryOut.cjs');
    return this.spawn(process.execPath, [script, this.root, spec, String(parallel)], environment);
  }

  carryOut(spec: string, options?: CarryOutOptions): Promise<NxResult> {
    return this.startCarryOut(spec, options).done;
  }

  /** As `carryOut`, and expects it to succeed; fails with all that was on the screen. */
  async carriesOut(spec: string, options?: CarryOutOptions): Promise<string> {
    const { exitCode, output } = await this.carryOut(spec, options);
    if (exitCode !== 0) throw new Error(`Carrying out ${spec} ended with ${exitCode}:\n${output}`);
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

  /** Stops what a failed test has left running, and removes the workspace. */
  async close(): Promise<void> {
    for (const child of this.running.keys()) child.kill('SIGTERM');
    await Promise.all(this.running.values());
    if (this.environment['NX_DAEMON'] === 'true') await this.nx('daemon', '--stop');
    for (const folder of [this.root, this.logs, treesOf(this.root)])
      rmSync(folder, { recursive: true, force: true });
  }
}
