/** How an agent that speaks ACP is started and spoken to. */
import type { SettingsOf } from '../../config/agents';
import type { KnownAgent } from './knownAgent';
import { PRESET_ROWS } from './presetRows';
import { OWN_LOGIN } from '../faultEnding';
import { PROGRAMS } from '../programs';

const PLAIN = {
  args: [],
  modelArgs: null,
  needs: 'all',
  authMethod: null,
  allow: "Allow it in the agent's own settings.",
} as const;

/** How the agent of these settings is started and spoken to. */
export function acpAgent(settings: SettingsOf<'acp'>): KnownAgent {
  if (settings.preset !== undefined) {
    const { program, install } = PROGRAMS[settings.preset];
    const { env = {}, envFor, ...row } = PRESET_ROWS[settings.preset];
    const both = { edits: { ...env, ...envFor?.edits }, full: { ...env, ...envFor?.full } };
    return { ...PLAIN, program, install, ...row, env: both };
  }
  const [program, ...args] = settings.command ?? [];
  if (program === undefined) {
    throw new Error('An ACP agent with neither preset nor command: config/agents lets none through.');
  }
  return {
    ...PLAIN,
    program,
    args,
    install: null,
    login: OWN_LOGIN,
    modes: { edits: null, full: null },
    env: { edits: {}, full: {} },
  };
}
