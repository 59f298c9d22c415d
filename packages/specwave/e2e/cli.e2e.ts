/** The command `specwave`, as it is installed. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './support/until';
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

it('with `--json`, what cannot be answered is one JSON document too', async () => {
  const { exitCode, output } = await workspace.specwave('frobnicate', '--json');
  const [words, answer] = [output.indexOf('specwave - error wrong-usage'), output.indexOf('{\n')];
  expect(words).toBeGreaterThanOrEqual(0);
  const document = output.slice(answer, output.lastIndexOf('\n}') + 2);
  expect(JSON.parse(document)).toMatchObject({ problems: [{ code: 'wrong-usage', severity: 'error' }] });
  expect(exitCode).toBe(2);
});

it('wrong settings are said with their place, and the exit code says that something is wrong', async () => {
  workspace.write('specwave.yaml', 'agents:\n  big: { driver: cluade }\n');
  const { exitCode, output } = await workspace.specwave('agents');
  expect(output).toContain('specwave.yaml:2:18 - error config-invalid-value');
  expect(exitCode).toBe(2);
});

it('the installed package holds what runs, and nothing of its tests', () => {
  const files = readdirSync(join(workspace.root, 'node_modules/specwave'), {
    recursive: true,
    encoding: 'utf8',
  });
  expect(files).toEqual(expect.arrayContaining(['bin/specwave.js', 'dist/index.js', 'dist/executors.js']));
  const ofTests = /(?:^|\/)(?:testing|conformance|e2e)(?:\/|$)|\.(?:spec|e2e)\.|\.tsbuildinfo$|^src\/.*\.ts$/;
  expect(files.filter((file) => ofTests.test(file))).toEqual([]);
});

it('wrong usage ends with 2 and no stack trace', async () => {
  const { exitCode, output } = await workspace.specwave('agnets');
  expect(output).toContain('`agnets` is no word of specwave');
  expect(output).toContain('Did you mean `agents`?');
  expect(output).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(2);
});

describe('a run', () => {
  beforeEach(() => {
    for (const path of ['specs', '.claude', '.nx/specwave']) {
      rmSync(join(workspace.root, path), { recursive: true, force: true });
    }
  });

  /** Specs of one task each, done by a program that ends with `code`. */
  function specs(code: number, ...ids: string[]): void {
    for (const id of ids)
      workspace.write(
        `specs/${id}/tasks.md`,
        `# Tasks for ${id}: Spec ${id}\n\n- [ ] T001 Write \`${id}.txt\`\n`,
      );
    const script = `require('node:fs').writeFileSync(process.env.SPECWAVE_SPEC + '.txt', 'done'); process.exit(${code})`;
    workspace.write(
      'specwave.yaml',
      `default: mine\nagents:\n  mine: { driver: command, command: [node, -e, ${JSON.stringify(script)}] }\nlimits: { attempts: 1, quotaWait: 1ms }\n`,
    );
    workspace.commit();
  }

  it('says what it does, does it, and then has nothing to do', async () => {
    specs(0, 'F001', 'F002');
    const first = await workspace.specwave('F001 use clerk agents in parallel');
    expect(first.output).toContain('Mode: single-spec, Strategy: parallel-agents\nFound 1 spec: 1 to do\n');
    expect(first.output).toContain(
      'Running: SPECWAVE_HINT=clerk npx nx run-many -t implement -p F001 --parallel=3\n',
    );
    // Streamed, although this is no terminal.
    expect(first.output).toContain('F001:T001');
    expect(first.exitCode).toBe(0);
    expect(workspace.ledger().specs).toMatchObject({ F001: { status: 'completed' } });
    expect(Object.keys(workspace.ledger().specs)).toEqual(['F001']);

    const second = await workspace.specwave('F001');
    expect(second.output).toBe(
      'Mode: single-spec, Strategy: default\nFound 1 spec: 1 complete\n  complete, skipped: F001\nNothing to do: all of it is complete.\n',
    );
    expect(second.exitCode).toBe(0);
  });

  it('that ends for quota ends with 75, and says so in JSON', async () => {
    specs(75, 'F001');
    const { exitCode, output } = await workspace.specwave('F001', '--json');
    expect(exitCode).toBe(75);
    expect(JSON.parse(output.slice(output.lastIndexOf('\n{\n')))).toMatchObject({
      outcome: 'later',
      exitCode: 75,
      command: ['npx', 'nx', 'run-many', '-t', 'implement', '-p', 'F001'],
      specs: [
        { spec: 'F001', status: 'partial', done: 0, total: 1, remaining: [{ id: 'T001', outcome: 'quota' }] },
      ],
    });
  });

  it('that fails ends with 1', async () => {
    specs(1, 'F001');
    expect((await workspace.specwave('F001')).exitCode).toBe(1);
    expect(workspace.ledger().specs['F001']?.tasks['T001']?.outcome).toBe('failed');
  });

  it('that was interrupted ends with 130, and tells Nx', async () => {
    specs(0, 'F001');
    const script = `require('node:fs').writeFileSync('${workspace.root}/started', 'yes'); setTimeout(() => {}, 600000)`;
    workspace.write(
      'specwave.yaml',
      `default: mine\nagents:\n  mine: { driver: command, command: [node, -e, ${JSON.stringify(script)}] }\n`,
    );
    const run = workspace.launch(['F001'], { program: 'specwave' });
    await until(join(workspace.root, 'started'), (text) => text !== '', run.done);
    run.process.kill('SIGINT');
    expect((await run.done).exitCode).toBe(130);
    expect(workspace.ledger().specs['F001']?.tasks['T001']?.outcome).toBe('cancelled');
  });
});
