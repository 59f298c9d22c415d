/** The environment of an agent's program. */
import type { AgentJob } from './driver';
import { agentEnvironment, withMark } from '../processes/environment';
import { RUN_MARK } from '../processes/process-tree';
import { foreignSecrets, type Provider } from './secrets';

/**
 * What this process has, without what disturbs an agent's own tools, and without keys of providers that it does not
 * need (`needs`; `all` for programs that may need any); then the user's own `env`, which is handed on whatever it holds.
 */
export function jobEnvironment(
  job: Pick<AgentJob, 'tree' | 'workspaceRoot' | 'mark' | 'spec' | 'task' | 'attempt'>,
  needs: readonly Provider[] | 'all',
  env: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const foreign = needs === 'all' ? new Set<string>() : foreignSecrets(needs);
  const inherited = Object.entries(agentEnvironment(process.env, job));
  return {
    ...Object.fromEntries(inherited.filter(([name]) => !foreign.has(name))),
    ...env,
    [RUN_MARK]: withMark(process.env[RUN_MARK], job.mark),
    SPECWAVE_SPEC: job.spec,
    SPECWAVE_TASK: job.task,
    SPECWAVE_ATTEMPT: String(job.attempt),
  };
}
