/** Runs the workspace's own Nx, and lets it have the screen and the signals. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from '../processes/execa';
import { fail, ok, type Result } from '../config/problem';
import type { NxCommand } from './nxCommand';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

function environmentFor(hint: string | null): Record<string, string> {
  return {
    ...(hint === null ? {} : { SPECWAVE_HINT: hint }),
    // In a pipe Nx shows nothing of tasks that succeed, unless it is told to; its own variable loses to what is typed.
    ...(process.stdout.isTTY || process.env['NX_DEFAULT_OUTPUT_STYLE']
      ? {}
      : { NX_DEFAULT_OUTPUT_STYLE: 'stream' }),
  };
}

/**
 * Runs Nx in `root` (absolute) without a shell and resolves with its exit code; 130 where it was interrupted. `json`:
 * standard output is not for Nx, whose words go to standard error. Problems: `nx-missing`.
 */
export async function runNx(root: string, { args, hint }: NxCommand, json: boolean): Promise<Result<number>> {
  const program = join(root, 'node_modules', '.bin', 'nx');
  if (!existsSync(program))
    return fail({
      code: 'nx-missing',
      severity: 'error',
      message: 'Nx is not installed in this workspace.',
      file: 'node_modules/.bin/nx',
      next: 'Run: npm install   (or, where the workspace has no Nx yet: npm install --save-dev nx)',
    });
  const child = execa(program, args, {
    cwd: root,
    env: environmentFor(hint),
    stdio: json ? ['inherit', 2, 2] : 'inherit',
    // It is told below, and is to end by itself: it has agents to end.
    cleanup: false,
    reject: false,
  });
  let wasStopped = false;
  // Ctrl-C reaches Nx by the terminal too, and Nx heeds the first signal only; others come to this process alone.
  const stop = (signal: NodeJS.Signals): void => {
    wasStopped = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const { exitCode } = await child;
  for (const signal of SIGNALS) process.off(signal, stop);
  return ok(wasStopped || exitCode === undefined ? INTERRUPTED : exitCode);
}
