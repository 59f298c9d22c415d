/** The first `specwave.yaml`, with comments that say what each line is for. Pure. */
import type { Survey, SurveyedAgent } from '../../report/survey';

/** How an agent is written down in the settings. */
function entry({ name, driver, preset }: SurveyedAgent): string {
  return `  ${name}: { driver: ${driver}${preset === null ? '' : `, preset: ${preset}`} }`;
}

/** `chosen`: the agent that gets the tasks that no route matches; null leaves the embedded one, which is free. */
export function settingsFile({ agents, test }: Survey, chosen: string | null): string {
  const others = agents.filter(({ name }) => name !== chosen).map(({ name }) => name);
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
    ...agents.map(entry),
    ...(agents.length > 0 ? [] : ['  # claude: { driver: claude }', '  # codex: { driver: codex }']),
    '',
    "# What has to pass in a task's tree before its work lands and its box is ticked.",
    ...(test === null ? ['verify: []', '# verify: [npm test]'] : ['verify:', `  - ${test}`]),
    '',
    '# attempts: for each task. budgetUsd: no agent is started once a run has cost as much (US dollars).',
    'limits: { attempts: 2, budgetUsd: 20 }',
    '',
  ].join('\n');
}
