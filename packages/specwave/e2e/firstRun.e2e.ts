/** A first run: `init` sets a workspace up, and `doctor` says what stands in the way. */
import { Workspace } from './support/workspace';

const LIST = '# Implementation Plan\n\n- [x] 1. Set up\n- [ ] 2. Add login\n  - _Requirements: 1.1_\n';

let workspace: Workspace;
beforeEach(() => {
  workspace = Workspace.create();
  workspace.write('.kiro/specs/login/tasks.md', LIST);
  workspace.write('packages/a/package.json', JSON.stringify({ name: 'a', scripts: { test: 'node --test' } }));
});
afterEach(() => workspace.close());

/** As somebody has it who has just installed the package. */
function withoutPlugin(): void {
  workspace.write('nx.json', '{}');
  workspace.write('.gitignore', 'node_modules');
  workspace.commit();
}

async function findings(): Promise<Record<string, string>> {
  const { output } = await workspace.specwave('doctor', '--json');
  const answer = JSON.parse(output) as { findings: { name: string; state: string }[] };
  return Object.fromEntries(answer.findings.map(({ name, state }) => [name, state]));
}

it('init enters the plugin, and settings that fit: what is tested, and an agent that is free', async () => {
  withoutPlugin();
  const screen = await workspace.succeeds('g', 'specwave:init');
  expect(screen).toContain('1 spec read as kiro: 2 tasks, 1 to do');
  expect(JSON.parse(workspace.read('nx.json'))).toMatchObject({ analytics: false, plugins: ['specwave'] });
  expect(workspace.read('specwave.yaml')).toMatch(
    /^default: recipe$[^]*^verify:\n {2}- npx nx affected -t test$/m,
  );
  expect(workspace.read('.gitignore').split('\n')).toEqual(
    expect.arrayContaining(['node_modules', '.nx/cache', '.nx/workspace-data']),
  );
  expect((await findings())['settings']).toBe('ok');
});

it('init changes nothing of what is there, however often it is run', async () => {
  withoutPlugin();
  workspace.write('specwave.yaml', 'default: recipe # mine\n');
  await workspace.succeeds('g', 'specwave:init');
  const before = workspace.git('status', '--porcelain') + workspace.git('diff');
  await workspace.succeeds('g', 'specwave:init');
  expect(workspace.git('status', '--porcelain') + workspace.git('diff')).toBe(before);
  expect(workspace.read('specwave.yaml')).toBe('default: recipe # mine\n');
});

it('init keeps the file of the original chat command from being taken for a project', async () => {
  workspace.write('.claude/project.json', '{ "name": "demo" }');
  withoutPlugin();
  await workspace.succeeds('g', 'specwave:init');
  expect(workspace.read('.nxignore')).toBe('.claude/project.json\n');
});

it('doctor finds nothing to mend in a workspace that is set up', async () => {
  workspace.commit();
  const { exitCode } = await workspace.specwave('doctor');
  expect(exitCode).toBe(0);
  expect(await findings()).toEqual({
    nx: 'ok',
    plugin: 'ok',
    git: 'ok',
    settings: 'ok',
    specs: 'ok',
    'agent recipe (default)': 'ok',
    verify: 'warning',
  });
});

it('doctor tells all that stands in the way', async () => {
  workspace.write('nx.json', '{}');
  workspace.write(
    'specwave.yaml',
    'default: mine\nagents:\n  mine: { driver: command, command: [no-such-program] }\n',
  );
  workspace.write('.claude/project.json', '{}');
  workspace.write('.kiro/specs/login/tasks.md', '- [ ] 1. One [depends: 9]\n- [ ] 1. Two\n');
  const { exitCode } = await workspace.specwave('doctor');
  expect(exitCode).toBe(1);
  expect(await findings()).toMatchObject({
    plugin: 'error',
    lists: 'error',
    'agent mine (default)': 'error',
    '.claude/project.json': 'warning',
  });
});
