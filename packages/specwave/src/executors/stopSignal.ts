/**
 * Notices that Nx stops the run. Ctrl-C in a terminal reaches this process, but a signal to `nx` alone does not: nx
 * 24.0.6 then sends SIGTERM to the leaves of the process tree only, and SIGKILL to the rest 5 s later (traced). So
 * there is a leaf of our own, whose end tells us; it ends by itself with this process, which holds its input open.
 * SIGKILL to `nx` tells nobody: then this process has another parent, and its output leads nowhere.
 */
import { spawn } from 'node:child_process';

const PARENT_CHECK_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal that aborts when this process, or the run that it is a part of, is to stop. Never takes it back. */
export function stopSignal(): AbortSignal {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref();
  // Unheard, EPIPE would end this process at once, and leave its agent to itself.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stop);
  if (process.platform === 'win32') return abort.signal;
  const leaf = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  leaf.once('exit', stop);
  // No `cat`: then only the signals that reach this process count.
  leaf.once('error', () => leaf.off('exit', stop));
  leaf.unref();
  return abort.signal;
}
