import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFacts } from './configFacts';

// The extension that Node needs is none that Jest finds. Counting is to show when the YAML reader is needed.
const mockFactsOf = jest.fn(jest.requireActual<typeof import('./parseConfig')>('./parseConfig').factsOf);
jest.mock('./parseConfig.js', () => ({ factsOf: (text: string) => mockFactsOf(text) }), { virtual: true });

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-facts-'));
  mockFactsOf.mockClear();
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

const config = (text: string): void => writeFileSync(join(workspaceRoot, 'specwave.yaml'), text);

it('without a file the defaults count', async () => {
  expect(await readConfigFacts(workspaceRoot)).toEqual({
    isolation: 'worktree',
    routing: {
      default: 'recipe',
      agents: { recipe: { driver: 'recipe' } },
      routes: [],
      domains: {},
      verify: [],
      gate: [],
    },
    promptFile: null,
    reading: { order: 'written', stories: 'sequential', optional: 'skip' },
  });
});

it('a file says how lists are read', async () => {
  config('order: groups\noptional: run\n');
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({
    reading: { order: 'groups', stories: 'sequential', optional: 'run' },
  });
});

it('a file says who gets which task', async () => {
  config('isolation: none\nagents: { a: { driver: command, command: [a] } }\ndefault: a\n');
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({
    isolation: 'none',
    routing: { default: 'a', agents: { a: { driver: 'command', digest: expect.any(String) } } },
  });
});

it('the file of the prompt is named', async () => {
  config('promptFile: tools/prompt.md\n');
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({ promptFile: 'tools/prompt.md' });
});

it('no settings of agents are kept on disk: they may hold secrets', async () => {
  config(
    'agents:\n  a: { driver: command, command: [a, --key, in-arguments], env: { TOKEN: in-environment } }\n' +
      '  b: { driver: claude, args: [--key, in-claude], env: { TOKEN: in-environment } }\n',
  );
  await readConfigFacts(workspaceRoot);
  const kept = readFileSync(join(workspaceRoot, '.nx/workspace-data/specwave-config.json'), 'utf8');
  expect(kept).toContain('"claude"');
  expect(kept).not.toMatch(/in-arguments|in-environment|in-claude|TOKEN/);
});

it('a text that was seen before is not read again, and says the same', async () => {
  config('domains: { billing: [stripe] }\n');
  const first = await readConfigFacts(workspaceRoot);
  expect(await readConfigFacts(workspaceRoot)).toEqual(first);
  expect(mockFactsOf).toHaveBeenCalledTimes(1);
});

it('a text that was changed is read', async () => {
  config('isolation: none\n');
  await readConfigFacts(workspaceRoot);
  config('isolation: worktree\n');
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({ isolation: 'worktree' });
});

it.each([
  ['that is no YAML', 'agents: [\n'],
  ['with an unknown key', 'isolaton: none\n'],
])('a file %s names no agent', async (_, text) => {
  config(text);
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({ routing: null });
});

it('a file that cannot be read names no agent', async () => {
  mkdirSync(join(workspaceRoot, 'specwave.yaml'));
  expect(await readConfigFacts(workspaceRoot)).toMatchObject({ routing: null });
});
