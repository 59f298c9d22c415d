/** All drivers. Adding an agent is adding its file, its settings in config/, and its line here. */
import type { AgentSettings } from '../config/schema';
import { commandDriver } from './command';
import type { Driver } from './driver';
import { recipeDriver } from './recipe';

/** The driver for an agent's settings. */
export function driverFor(settings: AgentSettings): Driver {
  switch (settings.driver) {
    case 'recipe':
      return recipeDriver();
    case 'command':
      return commandDriver(settings);
  }
}
