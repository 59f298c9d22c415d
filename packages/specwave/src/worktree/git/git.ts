/** Runs git for us: quietly, without the user's hooks, index, environment or prompts taking part. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { errorCode } from '../../config/systemError';

/**
 * What would send our git to another repository, index or tree, or have it start other programs.
 * Identity, `GIT_CONFIG_*` (where CI puts `safe.directory`) and transports stay.
 */
const SCRUBBED = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIFF_OPTS',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_INDEX_FILE',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
];

const SETTINGS = [
  // Hooks of the user are for the user's own commands; see `commit` for the one exception.
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.quotePath=false',
  // `true` makes `add` fail on mixed line ends.
  'core.safecrlf=false',
  'core.splitIndex=false',
  'worktree.useRelativePaths=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** Agents' trees hold all files, even where the user's own is sparse: `add` would skip what lies outside in silence. */
const WHOLE_TREES = [
  'core.sparseCheckout=false',
  // Else git would have the user's submodules checked out in an agent's tree.
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

export interface GitOptions {
  /** Absolute. */
  cwd: string;
  /** An index of our own instead of the user's. Absolute. */
  index?: string;
  /** Work on this folder as the working tree of this repository (both absolute), whatever the folder's own `.git` says. */
  tree?: { gitDir: string; workTree: string };
  input?: string | Buffer;
  /** Run as the user would: with their hooks. */
  asUser?: boolean;
  env?: Readonly<Record<string, string>>;
}

export interface GitOutput {
  /** -1 where git could not be started or was killed. */
  code: number;
  stdout: Buffer;
  stderr: string;
  /** git itself was not found. */
  missing: boolean;
}

/** The environment that git runs in: see `SCRUBBED`. */
export function gitEnvironment(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !SCRUBBED.includes(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // `status` and the like must not rewrite the user's index.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // Large files stay pointers in agents' trees: nothing is downloaded.
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

/**
 * Runs `git args` to its end. Never rejects: what went wrong is in `code` and `stderr`. By Node's own `spawn`: a task
 * starts git 15 times, and execa takes as much time for each as starting it does (5 ms, measured with --cpu-prof).
 */
export function git(args: readonly string[], options: GitOptions): Promise<GitOutput> {
  const { cwd, tree, index, input } = options;
  const settings = [...(options.asUser ? [] : SETTINGS), ...(tree ? WHOLE_TREES : [])];
  const env = {
    ...gitEnvironment(process.env),
    ...(index ? { GIT_INDEX_FILE: index } : {}),
    ...(tree ? { GIT_DIR: tree.gitDir, GIT_WORK_TREE: tree.workTree } : {}),
    ...options.env,
  };
  return new Promise((resolve) => {
    const notStarted = (error: unknown): void => {
      const isMissing = errorCode(error) === 'ENOENT' && existsSync(cwd);
      resolve({ code: -1, stdout: Buffer.alloc(0), stderr: String(error), missing: isMissing });
    };
    try {
      const child = spawn('git', [...settings, ...args], { cwd, env });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      // git may end before it has read all of it.
      child.stdin.on('error', () => undefined);
      child.once('error', notStarted);
      child.once('close', (code) =>
        resolve({
          code: code ?? -1,
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr).toString('utf8'),
          missing: false,
        }),
      );
      child.stdin.end(input);
    } catch (error) {
      // Too many arguments, say.
      notStarted(error);
    }
  });
}

/** The parts of a NUL-separated output. `latin1`: a character a byte, for names that go back to git as they are. */
export function partsOf(output: Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): string[] {
  const text = output.toString(encoding);
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** NUL-separated input of the given paths. */
export function asInput(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

/** As a pattern that matches this path only. */
export function literally(path: string): string {
  return path.replace(/[\\*?[\]]/g, '\\$&');
}
