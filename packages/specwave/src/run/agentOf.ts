/** Who does a task, as the settings have it now. */
import type { PlannedTask } from '../plan/plan';
import { routeOf } from '../plan/routes';
import { settingsKey } from '../plan/settings';
import type { OpenSpec } from './openSpec';
import type { TaskRun } from './taskRun';

export function agentOf({ config }: Pick<OpenSpec, 'config'>, { task }: PlannedTask): TaskRun['agent'] {
  const { agent, role } = routeOf(task, config);
  const settings = config.agents[agent] ?? { driver: 'recipe' };
  return {
    name: agent,
    role,
    settings,
    key: settingsKey(settings, role, process.env['SPECWAVE_HINT'] ?? ''),
  };
}
