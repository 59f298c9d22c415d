/** The command `specwave`, as it is installed. */
import { Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(() => {
  // Whatever this machine has installed, agents are looked for here only.
  workspace = Workspace.create({
    environment: {
      PATH: `/usr/bin:/bin:${process.env['PATH']?.split(':').find((folder) => process.execPath.startsWith(folder)) ?? ''}`,
    },
  });
});
afterAll(() => workspace.close());

it('`specwave agents` lists the agents, and says how to get one that is missing', async () => {
  workspace.write('specwave.yaml', 'default: claude\nagents:\n  claude: { driver: claude }\n');
  const { exitCode, output } = await workspace.specwave('agents');
  expect(output).toMatch(/^Agent +Driver +Program +Version +Login +Usable$/m);
  expect(output).toMatch(/^claude \(default\) +claude +claude +- +- +no$/m);
  expect(output).toMatch(/^recipe +recipe +embedded +- +- +yes$/m);
  expect(output).toContain(
    'claude: `claude` was not found.\n  next: Install it: npm install -g @anthropic-ai/claude-code',
  );
  expect(exitCode).toBe(1);
});

it('`specwave agents --json` answers as JSON', async () => {
  workspace.write('specwave.yaml', '');
  const { exitCode, output } = await workspace.specwave('agents', '--json');
  expect(JSON.parse(output)).toEqual({
    agents: [
      {
        name: 'recipe',
        driver: 'recipe',
        isDefault: true,
        program: null,
        version: null,
        loggedIn: null,
        problem: null,
      },
    ],
  });
  expect(exitCode).toBe(0);
});

it('wrong settings are said with their place, and the exit code says that something is wrong', async () => {
  workspace.write('specwave.yaml', 'agents:\n  big: { driver: cluade }\n');
  const { exitCode, output } = await workspace.specwave('agents');
  expect(output).toContain('specwave.yaml:2:18 - error config-invalid-value');
  expect(exitCode).toBe(2);
});

it('wrong usage ends with 2 and no stack trace', async () => {
  const { exitCode, output } = await workspace.specwave('agnets');
  expect(output).toContain('`agnets` is no command of specwave');
  expect(output).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(2);
});
