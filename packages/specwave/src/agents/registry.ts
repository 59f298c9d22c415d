/** All drivers. Adding an agent is adding its file, its settings in config/, and its line here. */
import type { AgentSettings } from '../config/agents';
import { commandDriver } from './command/command';
import type { Driver } from './driver';
import { recipeDriver } from './recipe/recipe';

/**
 * The driver for an agent's settings. The large ones are loaded only where they are used: every task runs in a process of
 * its own, and pays for what that loads.
 */
export function driverFor(settings: AgentSettings): Driver {
  switch (settings.driver) {
    case 'recipe':
      return recipeDriver();
    case 'command':
      return commandDriver(settings);
    case 'claude':
      return (require('./claude/claude') as typeof import('./claude/claude')).claudeDriver(settings);
    case 'codex':
      return (require('./codex/codex') as typeof import('./codex/codex')).codexDriver(settings);
    case 'acp':
      return (require('./acp/acp') as typeof import('./acp/acp')).acpDriver(settings);
  }
}
