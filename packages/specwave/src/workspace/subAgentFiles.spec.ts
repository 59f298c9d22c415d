import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSubAgents } from './subAgentFiles';

let root: string;
let workspaceRoot: string;
let user: string;
const before = process.env['CLAUDE_CONFIG_DIR'];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-sub-agents-')));
  workspaceRoot = join(root, 'workspace');
  user = join(root, 'home', '.claude');
  mkdirSync(workspaceRoot);
  process.env['CLAUDE_CONFIG_DIR'] = user;
});
afterEach(() => {
  if (before === undefined) delete process.env['CLAUDE_CONFIG_DIR'];
  else process.env['CLAUDE_CONFIG_DIR'] = before;
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const definition = (name: string, description = `Does ${name}.`): string =>
  `---\nname: ${name}\ndescription: ${description}\ntools: Read\n---\nYou are ${name}.\n`;
const own = (path: string, text: string): void => write(join(workspaceRoot, '.claude', path), text);
const users = (path: string, text: string): void => write(join(user, path), text);
const names = (): string[] => readSubAgents(workspaceRoot).map(({ name }) => name);

it('a workspace without any has none', () => {
  expect(readSubAgents(workspaceRoot)).toEqual([]);
});

it('a definition says its name and what it is for; its folders are told', () => {
  own('agents/clerk/deep/file.md', definition('clerk-setup-agent', 'Sets Clerk up.'));
  expect(readSubAgents(workspaceRoot)).toEqual([
    {
      name: 'clerk-setup-agent',
      description: 'Sets Clerk up.',
      file: join(workspaceRoot, '.claude/agents/clerk/deep/file.md'),
      folders: ['clerk', 'deep'],
    },
  ]);
});

it("those of the workspace come before the user's, and of one name the first counts", () => {
  own('agents/a.md', definition('builder', 'Of the workspace.'));
  users('agents/a.md', definition('builder', 'Of the user.'));
  users('agents/b.md', definition('tester'));
  expect(readSubAgents(workspaceRoot).map(({ name, description }) => [name, description])).toEqual([
    ['builder', 'Of the workspace.'],
    ['tester', 'Does tester.'],
  ]);
});

it('a line that is no YAML is taken as it stands, as Claude Code does', () => {
  own('agents/a.md', definition('builder', 'Use this: when building. Example: "build"'));
  expect(readSubAgents(workspaceRoot)[0]?.description).toBe('Use this: when building. Example: "build"');
});

it.each([
  ['without front matter', 'You are a builder.\n'],
  ['with front matter that is never closed', '---\nname: a\ndescription: b\n'],
  ['without a name', '---\ndescription: b\n---\n'],
  ['without a description', '---\nname: a\n---\n'],
  ['whose front matter is a list', '---\n- name: a\n---\n'],
  ['whose name is a number', '---\nname: 5\ndescription: b\n---\n'],
  ['whose name looks like an option', definition('--dangerously-skip-permissions')],
  ["whose name looks like a plugin's", definition('clerk:setup')],
  ['whose name is a family', definition('"clerk*"')],
  ['of more than 64 KB', `${definition('a')}${'x'.repeat(64 * 1024)}`],
  ['of bytes', '\u0000\u0001'],
  [
    'with more aliases than fit in memory',
    `---\na: &a [x, x]\nb: &b [*a, *a]\nname: *b\ndescription: *b\n---\n`,
  ],
])('a file %s is passed over', (_, text) => {
  own('agents/a.md', text);
  own('agents/b.md', definition('builder'));
  expect(names()).toEqual(['builder']);
});

it('files that are no Markdown are passed over', () => {
  own('agents/a.txt', definition('builder'));
  expect(names()).toEqual([]);
});

it('links are not followed', () => {
  write(join(root, 'outside', 'a.md'), definition('outside'));
  own('agents/b.md', definition('builder'));
  symlinkSync(join(root, 'outside'), join(workspaceRoot, '.claude/agents/folder'));
  symlinkSync(join(root, 'outside', 'a.md'), join(workspaceRoot, '.claude/agents/file.md'));
  expect(names()).toEqual(['builder']);
});

it.each(['agents', 'plugins'])(
  'a folder `%s` of the workspace that is a link out of it is passed over',
  (folder) => {
    write(join(root, 'outside', 'a.md'), definition('outside'));
    write(join(root, 'outside', 'clerk', 'agents', 'a.md'), definition('outside'));
    mkdirSync(join(workspaceRoot, '.claude'));
    symlinkSync(join(root, 'outside'), join(workspaceRoot, '.claude', folder));
    expect(names()).toEqual([]);
  },
);

it("a user's folder may be a link: many keep their settings elsewhere", () => {
  write(join(root, 'dotfiles', 'a.md'), definition('builder'));
  mkdirSync(user, { recursive: true });
  symlinkSync(join(root, 'dotfiles'), join(user, 'agents'));
  expect(names()).toEqual(['builder']);
});

describe('plugins', () => {
  const install = (id: string, folder: string, more: object = {}): void => {
    users(
      'plugins/installed_plugins.json',
      JSON.stringify({ version: 2, plugins: { [id]: [{ installPath: folder, ...more }] } }),
    );
  };
  const enable = (ids: Record<string, boolean>): string => JSON.stringify({ enabledPlugins: ids });
  const CACHED = 'plugins/cache/market/clerk/1.0.0';

  it('one in a folder of the workspace gives its name to its sub-agents, as do their folders', () => {
    own('plugins/clerk/agents/a.md', definition('setup'));
    own('plugins/clerk/agents/deep/b.md', definition('oauth'));
    expect(names()).toEqual(['clerk:setup', 'clerk:deep:oauth']);
  });

  it('its name is that of its manifest, else of its folder', () => {
    own('plugins/market/one/.claude-plugin/plugin.json', '{ "name": "supabase" }');
    own('plugins/market/one/agents/a.md', definition('setup'));
    users('plugins/two/agents/a.md', definition('setup'));
    expect(names()).toEqual(['supabase:setup', 'two:setup']);
  });

  it('an installed one counts where it is turned on', () => {
    users(`${CACHED}/agents/a.md`, definition('setup'));
    users(`${CACHED}/.claude-plugin/plugin.json`, '{ "name": "clerk" }');
    users('settings.json', enable({ 'clerk@market': true }));
    install('clerk@market', join(user, CACHED));
    expect(names()).toEqual(['clerk:setup']);
  });

  it.each<[string, object, string | null, string | null]>([
    ['turned off', {}, enable({ 'clerk@market': false }), null],
    ['never turned on', {}, null, null],
    ['turned off in the workspace', {}, enable({ 'clerk@market': true }), enable({ 'clerk@market': false })],
    [
      'installed for another workspace',
      { projectPath: '/elsewhere' },
      enable({ 'clerk@market': true }),
      null,
    ],
  ])('an installed one does not count where it is %s', (_, more, ofUser, ofWorkspace) => {
    users(`${CACHED}/agents/a.md`, definition('setup'));
    if (ofUser !== null) users('settings.json', ofUser);
    if (ofWorkspace !== null) own('settings.json', ofWorkspace);
    install('clerk@market', join(user, CACHED), more);
    expect(names()).toEqual([]);
  });

  it('what lies in a marketplace and was never installed does not count', () => {
    users('plugins/marketplaces/market/clerk/agents/a.md', definition('setup'));
    expect(names()).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{ "plugins": [1] }'],
  ])('files of %s do no harm', (_, text) => {
    users('plugins/installed_plugins.json', text);
    users('settings.json', text);
    own('plugins/clerk/.claude-plugin/plugin.json', text);
    own('plugins/clerk/agents/a.md', definition('setup'));
    expect(names()).toEqual(['clerk:setup']);
  });
});
