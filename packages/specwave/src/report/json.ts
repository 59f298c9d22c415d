/** Turns answers into JSON for programs. What is wrong goes elsewhere, so that a program can read what it gets. */
import type { Report } from './events';
import type { Screen } from './screen';

/** A reporter that writes each answer as one JSON document, and nothing else. */
export function jsonReport(screen: Screen): Report {
  return (event) => {
    if (event.type === 'agents-checked')
      screen.write(`${JSON.stringify({ agents: event.agents }, null, 2)}\n`);
  };
}
