/** Runs the scripts and generators of a recipe. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEnding, AgentEvent, AgentJob, Unfinished } from '../driver';
import { stoppedEnding } from '../endings';
import { jobEnvironment } from '../jobEnvironment';
import { evidenceIn } from '../../processes/evidence';
import { runProgram } from '../../processes/process';

export interface RunContext {
  job: AgentJob;
  /** `Date.now()` at which the whole recipe has to be done. */
  deadline: number;
  emit: (event: AgentEvent) => void;
  signal: AbortSignal;
  /** For tests: see `runProgram`. */
  graceMs?: number | undefined;
}

/** Runs a script with `bash -euo pipefail` in the tree. Null means that it ended with 0. */
export async function runScript(
  name: string,
  script: string,
  context: RunContext,
): Promise<AgentEnding | null> {
  // A file of its own: arguments are limited in size, and standard input is the script's own (and empty).
  const folder = mkdtempSync(join(tmpdir(), 'specwave-script-'));
  try {
    const file = join(folder, 'script.sh');
    writeFileSync(file, script, { mode: 0o600 });
    return await run(name, 'bash', ['-euo', 'pipefail', file], context);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a generator with the workspace's own Nx. `args` are those of `nx`. Null means that it ended with 0. */
export async function runGenerator(
  name: string,
  args: readonly string[],
  context: RunContext,
): Promise<AgentEnding | null> {
  const nx = join(context.job.workspaceRoot, 'node_modules', '.bin', 'nx');
  const asks = args.some((arg) => arg === '--no-interactive' || arg.startsWith('--interactive'));
  return run(name, nx, asks ? args : [...args, '--no-interactive'], context);
}

async function run(
  name: string,
  program: string,
  args: readonly string[],
  { job, deadline, emit, signal, graceMs }: RunContext,
): Promise<AgentEnding | null> {
  const end = await runProgram({
    program,
    args,
    cwd: job.tree,
    // What a spec spells out needs no model, so no key of one.
    env: jobEnvironment(job, []),
    input: '',
    limits: { timeoutMs: Math.max(1, deadline - Date.now()), stallMs: job.limits.stallMs },
    graceMs,
    signal,
    onLine: (stream, line) => emit({ type: 'agent-output', stream, line }),
  });
  switch (end.kind) {
    case 'exited':
      return end.code === 0
        ? null
        : failed(`${name} ended with exit code ${end.code}${evidence(end.output)}`);
    case 'killed':
      return failed(`${name} was ended by ${end.signal}${evidence(end.output)}`);
    case 'not-started':
      return {
        ...failed(`${name} did not start: \`${program}\` could not be run (${end.code}).`),
        next: `Install \`${program}\`, or make it executable, and run again.`,
      };
    default:
      return stoppedEnding(end.kind, name, job.limits, {});
  }
}

function evidence(output: string): string {
  return output === '' ? ', without a word.' : `:\n${evidenceIn(output)}`;
}

function failed(message: string): Unfinished {
  return {
    outcome: 'failed',
    message,
    next: "Correct the block in the task's body, or what it works on, and run again.",
    usage: {},
  };
}
