/** The first `specwave.yaml`, with comments that say what each line is for. Pure. */
import { knownSettings } from '../../answers/survey';
import type { Survey } from '../../report/survey';

/** `chosen`: the agent that gets the tasks that no route matches; null leaves the embedded one, which is free. */
export function settingsFile({ agents, test }: Survey, chosen: string | null): string {
  const found = agents.map(({ name }) => name);
  const others = found.filter((name) => name !== chosen);
  const named = [...new Set([...found, ...(chosen === null ? [] : [chosen])])];
  return [
    '# yaml-language-server: $schema=./node_modules/specwave/specwave.schema.json',
    '# The settings of Specwave. Every line may go: each setting has a default.',
    '',
    '# Who gets a task that no route matches. `recipe` is embedded and free: it does what a task spells out.',
    `default: ${chosen ?? 'recipe'}`,
    ...(chosen === null && others.length > 0
      ? [`# Installed here, and asked for nothing until you name one: ${others.join(', ')}.`]
      : []),
    'agents:',
    '  recipe: { driver: recipe }',
    ...named.map((name) => `  ${name}: ${knownSettings(name)}`),
    ...(named.length > 0 ? [] : ['  # claude: { driver: claude }', '  # codex: { driver: codex }']),
    '',
    "# What has to pass in a task's tree before its work lands and its box is ticked.",
    ...(test === null ? ['verify: []', '# verify: [npm test]'] : ['verify:', `  - ${test}`]),
    '',
    '# attempts: for each task. budgetUsd: no agent is started once a run has cost as much (US dollars).',
    'limits: { attempts: 2, budgetUsd: 20 }',
    '',
  ].join('\n');
}
