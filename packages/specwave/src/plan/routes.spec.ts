import { readConfig } from '../config/load';
import { readTaskList } from '../spec/read';
import { routeOf } from './routes';

const CONFIG = `
default: recipe
agents:
  mine: { driver: command, command: [node, a.mjs] }
  other: { driver: command, command: [node, b.mjs] }
routes:
  - { domain: billing, agent: mine }
  - { domain: clerk, agent: other, as: "clerk:*" }
  - { domain: constructor, agent: mine }
domains:
  billing: [stripe, invoice]
`;

function route(...lines: string[]): string {
  const config = readConfig(CONFIG, 'specwave.yaml');
  const [task] = readTaskList(lines.join('\n'), 'tasks.md').tasks;
  if (!config.ok || !task) throw new Error('the test itself is wrong');
  const { agent, role } = routeOf(task, config.value);
  return role === null ? agent : `${agent} as ${role}`;
}

it.each([
  ['nothing that a route matches: the default', ['- [ ] T001 Write the manual'], 'recipe'],
  ['a word of a configured domain', ['- [ ] T001 Send the invoice'], 'mine'],
  ["the domain's own name", ['- [ ] T001 Set up billing'], 'mine'],
  ['a word of a built-in domain', ['- [ ] T001 Wire OAuth'], 'other as clerk:*'],
  ['a word in a sub-bullet', ['- [ ] T001 Write it', '  - Keywords: stripe'], 'mine'],
  ['the first route wins', ['- [ ] T001 Stripe behind auth'], 'mine'],
  ['a domain called like a property of every object', ['- [ ] T001 Write the constructor'], 'mine'],
  ['a part of a word does not match', ['- [ ] T001 Name the author'], 'recipe'],
  [
    'words inside code do not route',
    ['- [ ] T001 Write it', '', '  ```ts file=a.ts', '  // stripe', '  ```'],
    'recipe',
  ],
  [
    'an agent that the task names and that is configured',
    ['- [ ] T001 Send the invoice', '  - Agent: other'],
    'other',
  ],
  [
    'an agent that is not configured is a role',
    ['- [ ] T001 Write it', '  - Agent: supabase-architect'],
    'recipe as supabase-architect',
  ],
])('%s', (_, lines, expected) => {
  expect(route(...lines)).toBe(expected);
});
