/** Claude Code without its screen. How it is called and how it ends was measured with 2.1.330. */
import type { SettingsOf } from '../../config/agents';
import { claudeReader } from './events';
import { roleOf } from './role';
import type { AgentJob, Driver } from '../driver';
import { whoIs } from '../endings';
import { type Explained, runHeadless } from '../headless';
import { jobEnvironment } from '../jobEnvironment';
import { PROGRAMS } from '../programs';

const PERMISSION_MODES = { edits: 'acceptEdits', full: 'bypassPermissions' } as const;

/** Makes the turn end with a result that has its cost, and ends its tools, within 100 ms. */
const INTERRUPT = line({
  type: 'control_request',
  request_id: 'stop',
  request: { subtype: 'interrupt' },
});

/** Set by a session of Claude Code for what it starts; a session that inherits them takes itself for a part of that one. */
const OF_AN_OUTER_SESSION = ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT'];

/**
 * By itself it tries ten times, for about 3 minutes, before it says that it has no quota: each task for itself. With few
 * tries the quota is known in seconds, and all tasks of the agent wait together.
 */
export const FEW_RETRIES = { CLAUDE_CODE_MAX_RETRIES: '3' } as const;

/** The driver `claude`. `graceMs` is for tests. */
export function claudeDriver(settings: SettingsOf<'claude'>, { graceMs }: { graceMs?: number } = {}): Driver {
  return {
    run(job, emit, signal) {
      const { agent, args } = roleOf(job);
      const who = whoIs(job, PROGRAMS.claude.program);
      return runHeadless(
        {
          program: PROGRAMS.claude,
          args: argumentsFor(settings, job, args),
          env: environmentFor(settings, job),
          input: line({ type: 'user', message: { role: 'user', content: job.prompt } }),
          stopRequest: INTERRUPT,
          reader: claudeReader(job.tree, agent, who),
          explain: (stderr) => explain(stderr, who),
          graceMs,
        },
        job,
        emit,
        signal,
      );
    },
  };
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

function argumentsFor(
  { model, permissions, maxTurns, args }: SettingsOf<'claude'>,
  { budgetUsd }: AgentJob,
  role: readonly string[],
): string[] {
  return [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--permission-mode', PERMISSION_MODES[permissions]],
    ...(model === undefined ? [] : ['--model', model]),
    ...(maxTurns === undefined ? [] : ['--max-turns', String(maxTurns)]),
    ...(budgetUsd === null ? [] : ['--max-budget-usd', String(budgetUsd)]),
    ...role,
    ...args,
  ];
}

function environmentFor({ env = {} }: SettingsOf<'claude'>, job: AgentJob): NodeJS.ProcessEnv {
  const own = Object.entries(jobEnvironment(job, ['anthropic'], env));
  return {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Its sub-agents would work on in the background after the result, and be ended with the program.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    ...FEW_RETRIES,
    ...Object.fromEntries(own.filter(([name]) => name in env || !OF_AN_OUTER_SESSION.includes(name))),
  };
}

function explain(stderr: string, who: string): Explained | null {
  return /cannot be used with root/i.test(stderr)
    ? {
        message: `${who} refuses \`permissions: full\` to root:\n${stderr}`,
        next: 'Run as another user, or, in a container that may be lost, add `env: { IS_SANDBOX: "1" }` to the agent in specwave.yaml.',
        again: 'no',
      }
    : null;
}
