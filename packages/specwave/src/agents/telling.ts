/** What an agent tells of what it costs. */
import type { AgentSettings } from '../config/agents';
import { PRESET_ROWS } from './acp/presetRows';

/** `money`: tokens too. Null: it is not known; it may tell nothing. */
export type Telling = 'money' | 'tokens' | null;

export function tellingOf(settings: AgentSettings): Telling {
  switch (settings.driver) {
    case 'recipe':
    case 'claude':
      return 'money';
    case 'codex':
      return 'tokens';
    // What it writes to its result file is its author's to say.
    case 'command':
      return null;
    case 'acp':
      return settings.preset === undefined ? null : (PRESET_ROWS[settings.preset].tells ?? null);
  }
}
