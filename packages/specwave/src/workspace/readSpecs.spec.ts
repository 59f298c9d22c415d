import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentSettings } from '../config/agents';
import { agentFacts, settingsKey } from '../plan/settings';
import { agentOf } from './agentOf';
import type { ParseJob } from './parse';
import type { ParsedSpec } from './parsedSpec';
import { readSpec } from './readSpec';
import { readSpecs } from './readSpecs';

// The extension that Node needs is none that Jest finds. Counting is to show when the parser is needed.
const mockParse = jest.fn<ParsedSpec, [ParseJob]>(
  jest.requireActual<typeof import('./parse')>('./parse').parseSpec,
);
jest.mock('./parse.js', () => ({ parseSpec: (job: ParseJob) => mockParse(job) }), { virtual: true });
jest.mock('./parseConfig.js', () => jest.requireActual('./parseConfig'), { virtual: true });
jest.mock('./identifySpec.js', () => jest.requireActual('./identifySpec'), { virtual: true });

const FOLDER = { path: 'specs/F001', taskFile: 'specs/F001/tasks.md' };
const SCRIPT: AgentSettings = { driver: 'command', command: ['node', 'a.mjs'] };
const CONFIG = `
agents:
  script: { driver: command, command: [node, a.mjs] }
routes:
  - { domain: billing, agent: script, as: "billing:*" }
domains: { billing: [stripe] }
`;

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-read-'));
  mkdirSync(join(workspaceRoot, FOLDER.path), { recursive: true });
  tasks('- [ ] T001 Write the manual', '- [ ] T002 Connect stripe');
  mockParse.mockClear();
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function tasks(...lines: string[]): void {
  writeFileSync(join(workspaceRoot, FOLDER.taskFile), `${lines.join('\n')}\n`);
}

const config = (text: string): void => writeFileSync(join(workspaceRoot, 'specwave.yaml'), text);

/** Settings keys of the tasks, in the order of the list. */
async function settings(): Promise<string[]> {
  const nodes = await readSpecs(workspaceRoot, [FOLDER], { roots: ['specs'] });
  return nodes.flatMap(({ parsed }) =>
    parsed.waves.flatMap((wave) => wave.tasks.map((task) => task.settings)),
  );
}

const keyOf = (agent: AgentSettings, role: string | null, template: string | null = null): string =>
  settingsKey(agentFacts(agent), { role, hint: '', template });
const RECIPE_KEY = keyOf({ driver: 'recipe' }, null);

it('without settings every task belongs to the embedded agent', async () => {
  expect(await settings()).toEqual([RECIPE_KEY, RECIPE_KEY]);
});

it('each task has the key of the agent and the role that it is routed to', async () => {
  config(CONFIG);
  expect(await settings()).toEqual([RECIPE_KEY, keyOf(SCRIPT, 'billing:*')]);
});

it('other settings of an agent change the keys of its tasks, and no others', async () => {
  config(CONFIG);
  await settings();
  config(CONFIG.replace('a.mjs', 'b.mjs'));
  const other: AgentSettings = { driver: 'command', command: ['node', 'b.mjs'] };
  expect(await settings()).toEqual([RECIPE_KEY, keyOf(other, 'billing:*')]);
});

it('settings that are wrong leave the specs as they are, without keys', async () => {
  config('agents: [\n');
  expect(await settings()).toEqual(['', '']);
});

it('settings that are put right again give the keys again', async () => {
  config('agents: [\n');
  await settings();
  config('');
  expect(await settings()).toEqual([RECIPE_KEY, RECIPE_KEY]);
});

it('names that every object has do no harm as domains or agents', async () => {
  config(
    'domains: { constructor: [maker] }\nroutes: [{ domain: constructor, agent: recipe, as: builder }]\n',
  );
  tasks('- [ ] T001 Write the constructor', '- [ ] T002 Write it', '  - Agent: constructor');
  const keys = [keyOf({ driver: 'recipe' }, 'builder'), keyOf({ driver: 'recipe' }, 'constructor')];
  expect(await settings()).toEqual(keys);
  // From the cache as well, where objects have lost what protected them.
  tasks('- [ ] T001 Write the constructor', '- [ ] T002 Write it ', '  - Agent: constructor');
  expect(await settings()).toEqual(keys);
});

it('a list is parsed again only where it or what routes its tasks has changed', async () => {
  config(CONFIG);
  await settings();
  await settings();
  expect(mockParse).toHaveBeenCalledTimes(1);
  config(`# a comment\n${CONFIG}\nlimits: { attempts: 5 }\nsetup: [npm ci]\n`);
  await settings();
  expect(mockParse).toHaveBeenCalledTimes(1);
  config(CONFIG.replace('stripe', 'manual'));
  await settings();
  expect(mockParse).toHaveBeenCalledTimes(2);
});

it("the words of the user's prompt are part of the key of agents that read it", async () => {
  config(`${CONFIG}promptFile: prompt.md\n`);
  writeFileSync(join(workspaceRoot, 'prompt.md'), 'One: {{task}}\r\n');
  expect(await settings()).toEqual([RECIPE_KEY, keyOf(SCRIPT, 'billing:*', 'One: {{task}}\n')]);
  writeFileSync(join(workspaceRoot, 'prompt.md'), 'Two: {{task}}\n');
  expect(await settings()).toEqual([RECIPE_KEY, keyOf(SCRIPT, 'billing:*', 'Two: {{task}}\n')]);
});

it('a prompt file that is missing leaves the specs as they are', async () => {
  config(`${CONFIG}promptFile: prompt.md\n`);
  expect(await settings()).toEqual([RECIPE_KEY, keyOf(SCRIPT, 'billing:*')]);
});

it('the key is the one that the executor works out', async () => {
  config(`${CONFIG}promptFile: prompt.md\n`);
  writeFileSync(join(workspaceRoot, 'prompt.md'), 'Mine: {{task}}\n');
  const read = readSpec({ workspaceRoot, spec: { name: 'F001', path: FOLDER.path } });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const keys = [...read.value.plan.tasks.values()].map((task) => agentOf(read.value, task).key);
  expect(keys).toEqual(await settings());
});
