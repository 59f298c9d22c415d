/** The `gate` commands of the settings, on the merged tree of a wave. */
import { ok, type Result } from '../config/problem';
import { redactorFor } from '../processes/redact';
import { markOf } from '../state/runMark';
import type { RunContext } from '../workspace/context';
import type { Spec } from '../workspace/readSpec';
import type { Isolation } from './trees/isolation';
import { openSpare } from './trees/spareTree';
import { userCommands } from './trees/userCommands';

export type GateEnd = { kind: 'passed' | 'cancelled' } | { kind: 'failed'; command: string; detail: string };

/** Runs the gate's commands; those of `setup` first, where the tree is a fresh one. `base`: the merged tree as a commit. */
export async function runGate(
  context: RunContext,
  isolation: Isolation,
  { config }: Spec,
  gate: string,
  base: string | null,
): Promise<Result<GateEnd>> {
  if (config.gate.length === 0) return ok({ kind: 'passed' });
  const { workspaceRoot } = context;
  const opened =
    isolation.kind === 'worktree' && base !== null
      ? await openSpare(context, isolation, config, gate, base)
      : ok(null);
  if (!opened.ok) return opened;
  const held = opened.value;
  const isShared = isolation.kind === 'none';
  if (!held && !isShared) return ok({ kind: 'cancelled' });
  const redact = redactorFor(process.env);
  const run = userCommands({
    context,
    task: gate,
    tree: held ? held.path : workspaceRoot,
    limits: config.limits,
    mark: held ? held.mark : markOf(workspaceRoot, String(process.pid)),
    redact,
  });
  try {
    for (const what of isShared ? (['gate'] as const) : (['setup', 'gate'] as const)) {
      const end = await run(what, config[what]);
      if (end.kind === 'cancelled') return ok({ kind: 'cancelled' });
      const failed = end.checks.find(({ passed }) => !passed);
      if (failed) return ok({ kind: 'failed', command: failed.name, detail: redact(failed.detail ?? '') });
    }
    return ok({ kind: 'passed' });
  } finally {
    held?.release();
  }
}
