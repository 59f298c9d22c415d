/** Who does a task, as the settings and the sub-agents have it now. */
import type { Role } from '../agents/driver';
import { EMBEDDED, TRAITS } from '../config/agents';
import type { AgentSettings } from '../config/agents';
import { readHints } from '../plan/hints';
import type { PlannedTask } from '../plan/plan';
import { routeOf } from '../plan/routes';
import { agentFacts, settingsKey } from '../plan/settings';
import { findSubAgent, type FoundSubAgent } from '../plan/subAgents';
import type { Spec } from './readSpec';

/** Who does a task. */
export interface ChosenAgent {
  /** As the configuration names it. */
  name: string;
  /** The specialist to be: by name where one was found, else as asked; null where none is asked for. For people and the record. */
  role: string | null;
  /** The same for the driver. */
  specialist: Role | null;
  settings: AgentSettings;
  /** Of the agent, the role as asked, the hint and the prompt's template (`settingsKey`). */
  key: string;
}

/** The user's `SPECWAVE_HINT`; '' where there is none. */
export function hintText(): string {
  return process.env['SPECWAVE_HINT'] ?? '';
}

/** The agent of a task, and what it is asked to be; reads no files. `hint`: the `SPECWAVE_HINT` of a run that is yet to be. */
export function agentOf(
  { config, template }: Pick<Spec, 'config' | 'template'>,
  { task }: PlannedTask,
  hint: string = hintText(),
): Omit<ChosenAgent, 'specialist'> {
  const { agent, role } = routeOf(task, config, readHints(hint));
  const settings = config.agents[agent] ?? EMBEDDED;
  const key = settingsKey(agentFacts(settings), { role, hint, template });
  return { name: agent, role, settings, key };
}

/** The agent of a task, and the specialist that exists here for what it is asked to be. `subAgents` is called only where it is asked for one. */
export function chooseAgent(
  current: Pick<Spec, 'config' | 'template'>,
  planned: PlannedTask,
  subAgents: () => readonly FoundSubAgent[],
  hint: string = hintText(),
): ChosenAgent {
  const agent = agentOf(current, planned, hint);
  const { role: asked, settings } = agent;
  // The embedded agent carries out what is spelled out, whatever it is asked to be.
  if (asked === null || !TRAITS[settings.driver].readsPrompt) return { ...agent, specialist: null };
  const found = findSubAgent(asked, planned.task, subAgents());
  return { ...agent, role: found?.name ?? asked, specialist: { asked, found } };
}
