import { readConfig } from '../config/load';
import { readTaskList } from '../tasklist/read';
import { readHints } from './hints';
import { routeOf } from './routes';

const AGENTS = `
agents:
  mine: { driver: command, command: [node, a.mjs] }
  other: { driver: command, command: [node, b.mjs] }
`;
const ROUTES = `
${AGENTS}
default: recipe
routes:
  - { domain: billing, agent: mine }
  - { domain: clerk, agent: other, as: "clerk:*" }
domains:
  billing: [stripe, invoice]
`;
const TABLE = `
${AGENTS}
default: mine
domains:
  redis: [queue, row level security]
`;

function route(config: string, hint: string, ...lines: string[]): string {
  const settings = readConfig(config, 'specwave.yaml');
  const [task] = readTaskList(lines.join('\n'), 'tasks.md').tasks;
  if (!settings.ok || !task) throw new Error('the test itself is wrong');
  const { agent, role } = routeOf(task, settings.value, readHints(hint));
  return role === null ? agent : `${agent} as ${role}`;
}

describe('routes of the configuration', () => {
  it.each([
    ['nothing that a route matches: the default', ['- [ ] T001 Write the manual'], 'recipe'],
    ['a word of a configured domain', ['- [ ] T001 Send the invoice'], 'mine'],
    ["the domain's own name", ['- [ ] T001 Set up billing'], 'mine'],
    ['a word of a built-in domain', ['- [ ] T001 Wire OAuth'], 'other as clerk:*'],
    ['a word in a sub-bullet', ['- [ ] T001 Write it', '  - Keywords: stripe'], 'mine'],
    ['a word of a check', ['- [ ] T001 Write it', '  - Verify: `stripe listen` and the invoice'], 'recipe'],
    ['a word behind "and verify"', ['- [ ] T001 Write it and verify the invoice'], 'recipe'],
    ['a word in backticks', ['- [ ] T001 Write it to `stripe/invoice.ts`'], 'recipe'],
    [
      'a word of a field behind a check',
      ['- [ ] T001 Write it', '  - Verify: `x`', '  - Keywords: stripe'],
      'mine',
    ],
    ['the first route wins', ['- [ ] T001 Stripe behind auth'], 'mine'],
    ['a route wins over the table', ['- [ ] T001 Invoice database schema'], 'mine'],
    ['a word that is a property of every object', ['- [ ] T001 Write the constructor'], 'recipe'],
    ['a part of a word does not match', ['- [ ] T001 Name the author'], 'recipe'],
    ['a plural matches', ['- [ ] T001 Send the invoices'], 'mine'],
    ['the embedded agent gets no family of the table', ['- [ ] T001 Set up the database'], 'recipe'],
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
    ['a tag names the role before a route does', ['- [ ] T001 @copilot Wire OAuth'], 'other as copilot'],
  ])('%s', (_, lines, expected) => {
    expect(route(ROUTES, '', ...lines)).toBe(expected);
  });
});

describe('the built-in table', () => {
  it.each([
    ['Set up clerk', 'clerk:*'],
    ['Protect it with auth', 'clerk:*'],
    ['Wire OAuth', 'clerk:*'],
    ['Start supabase', 'supabase:*'],
    ['Set up the Database', 'supabase:*'],
    ['Write the schema', 'supabase:*'],
    ['Draw a component', 'nextjs-frontend:*'],
    ['Draw the UI', 'nextjs-frontend:*'],
    ['Start the frontend', 'nextjs-frontend:*'],
    ['Pages in nextjs-frontend', 'nextjs-frontend:*'],
    ['Write an endpoint', 'fastapi-backend:*'],
    ['Describe the API', 'fastapi-backend:*'],
    ['Start the backend', 'fastapi-backend:*'],
    ['Start redis', 'redis:*'],
    ['Fill the cache', 'redis:*'],
    ['Build the RAG', 'rag-pipeline:*'],
    ['Find by vector', 'rag-pipeline:*'],
    ['Store each embedding', 'rag-pipeline:*'],
    ['Connect sentry', 'deployment:observability-integrator'],
    ['Show each error', 'deployment:observability-integrator'],
    ['Start monitoring', 'deployment:observability-integrator'],
    ['Improve observability', 'deployment:observability-integrator'],
    ['Put it in a queue', 'redis:*'],
    ['Turn row-level security on', 'redis:*'],
  ])('%s: %s', (title, role) => {
    expect(route(TABLE, '', `- [ ] T001 ${title}`)).toBe(`mine as ${role}`);
  });

  it.each([
    ['no word of a domain: no role', ['- [ ] T001 Write the manual'], 'mine'],
    ['most telling words win', ['- [ ] T001 Cache the API endpoint'], 'mine as fastapi-backend:*'],
    [
      'a word counts once, however often it is said',
      ['- [ ] T001 Auth, auth and auth for the database schema'],
      'mine as supabase:*',
    ],
    ["of as many words, the table's order decides", ['- [ ] T001 Cache for auth'], 'mine as clerk:*'],
    ['what the task names wins', ['- [ ] T001 Auth', '  - Agent: redis:*'], 'mine as redis:*'],
    ['a family as a tag', ['- [ ] T001 Auth [agent: redis:*]'], 'mine as redis:*'],
    ['a family in front', ['- [ ] T001 @redis:* Auth'], 'mine as redis:*'],
    ['a family in bold', ['- [ ] T001 Auth', '  - **Agent:** **redis:***'], 'mine as redis:*'],
    ['a family in code', ['- [ ] T001 Auth', '  - Agent: `redis:*`'], 'mine as redis:*'],
    ['a configured agent that the task names plays no part', ['- [ ] T001 @other Auth'], 'other'],
  ])('%s', (_, lines, expected) => {
    expect(route(TABLE, '', ...lines)).toBe(expected);
  });
});

describe('a hint', () => {
  it.each([
    ['prefers a domain of the table', TABLE, 'redis', 'Auth, OAuth and a cache', 'mine as redis:*'],
    [
      'is no matter of case, and may stand in a sentence',
      TABLE,
      'use Redis agents',
      'Auth and a cache',
      'mine as redis:*',
    ],
    ['prefers a route', ROUTES, 'clerk', 'Stripe behind auth', 'other as clerk:*'],
    [
      'of no domain of the task changes nothing in the table',
      TABLE,
      'supabase',
      'Auth and a cache',
      'mine as clerk:*',
    ],
    ['of no domain of the task changes nothing among routes', ROUTES, 'redis', 'Stripe behind auth', 'mine'],
    [
      'prefers a domain of the table to a route of another',
      ROUTES.replace('default: recipe', 'default: other'),
      'redis',
      'Stripe with a cache',
      'other as redis:*',
    ],
    ['that a route matches leaves the route alone', ROUTES, 'billing', 'Stripe behind auth', 'mine'],
  ])('%s', (_, config, hint, title, expected) => {
    expect(route(config, hint, `- [ ] T001 ${title}`)).toBe(expected);
  });
});
