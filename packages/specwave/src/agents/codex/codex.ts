/** Codex without its screen. How it is called and how it ends was measured with codex-cli 0.169. */
import type { SettingsOf } from '../../config/agents';
import { codexReader } from './events';
import type { Driver } from '../driver';
import { whoIs } from '../endings';
import { runHeadless } from '../headless';
import { jobEnvironment } from '../jobEnvironment';
import { PROGRAMS } from '../programs';

const SANDBOXES = { edits: 'workspace-write', full: 'danger-full-access' } as const;

/** The driver `codex`. `graceMs` is for tests. */
export function codexDriver(
  { model, permissions, args, env }: SettingsOf<'codex'>,
  { graceMs }: { graceMs?: number } = {},
): Driver {
  return {
    run: (job, emit, signal) =>
      runHeadless(
        {
          program: PROGRAMS.codex,
          args: [
            ...['exec', '--json', '--skip-git-repo-check', '--sandbox', SANDBOXES[permissions]],
            // Without it, it waits for 5 s at its end where the network is closed.
            ...['-c', 'analytics.enabled=false'],
            ...(model === undefined ? [] : ['-m', model]),
            ...args,
            '-',
          ],
          // Its log says what was refused; no event does.
          env: { RUST_LOG: 'codex_core::tools::router=error', ...jobEnvironment(job, ['openai'], env) },
          input: job.prompt,
          reader: codexReader(job.tree, whoIs(job, PROGRAMS.codex.program)),
          graceMs,
        },
        job,
        emit,
        signal,
      ),
  };
}
