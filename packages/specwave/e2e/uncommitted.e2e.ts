/** What has landed and could not be committed is said until it is; a spec that ends partial is committed too. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DrivenAgents } from './support/drivenAgent';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const LEDGER = '.claude/execution/execution.json';

let agents: DrivenAgents;
let workspace: Workspace;

beforeEach(async () => {
  agents = await DrivenAgents.listen();
  workspace = Workspace.create();
  const [one, two] = ['T001', 'T002'].map((id) => `- [ ] ${id} Create \`out/${id}.txt\`\n`);
  workspace.write(LIST, `# Tasks for F001: Two\n\n## Layer 0: One\n\n${one}\n## Layer 1: Two\n\n${two}`);
  workspace.write('specwave.yaml', agents.configuration('limits: { attempts: 1 }\n'));
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  workspace.commit('First');
});
afterEach(async () => {
  agents.close();
  await workspace.close();
});

function finishAll(except: readonly string[] = []): void {
  agents.handleAll(async (invocation) => {
    if (except.includes(invocation.task)) return invocation.exit(1);
    await invocation.write(`out/${invocation.task}.txt`, `${invocation.task}\n`);
    await invocation.exit(0);
  });
}

function refuseCommits(): string {
  const hook = join(workspace.root, '.git/hooks/pre-commit');
  writeFileSync(hook, '#!/bin/sh\necho "not on a Sunday" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  return hook;
}

/** What `status --json` says of it. */
async function told(): Promise<{ reason: string; next: string } | null> {
  const { exitCode, output } = await workspace.specwave('status', '--json');
  expect(exitCode).toBe(0);
  return JSON.parse(output).specs[0].uncommitted;
}

function recorded(): unknown {
  const { uncommitted } = workspace.ledger().specs['F001'] as { uncommitted?: unknown };
  return uncommitted ?? null;
}

describe('a hook that refuses', () => {
  it('is named by `run-many` in a pipe, the ledger and `status`, until somebody has committed', async () => {
    refuseCommits();
    finishAll();
    const { output } = await workspace.nx('run-many', '-t', 'implement');
    const summary = output.slice(output.lastIndexOf('Specwave\n'));
    expect(summary).toContain('completed');
    expect(summary).toContain('not on a Sunday');
    const expected = { reason: expect.stringContaining('not on a Sunday'), next: expect.any(String) };
    expect(recorded()).toMatchObject(expected);
    await expect(told()).resolves.toEqual(expected);

    workspace.git('add', '--all');
    workspace.git('commit', '--quiet', '--no-verify', '--message', 'By hand');
    await expect(told()).resolves.toBeNull();
  });

  it('once it lets a commit through, neither ledger nor commit say any more that there is none', async () => {
    const hook = refuseCommits();
    finishAll(['T002']);
    await workspace.nx('implement', 'F001');
    expect(recorded()).not.toBeNull();
    await expect(told()).resolves.not.toBeNull();

    rmSync(hook);
    finishAll();
    await workspace.carriesOut('F001');
    expect(recorded()).toBeNull();
    await expect(told()).resolves.toBeNull();
    expect(workspace.git('show', `HEAD:${LEDGER}`)).toBe(workspace.read(LEDGER));
    expect(workspace.git('status', '--porcelain')).toBe('');
  });
});

it('a spec that ends partial is committed, with what has landed of it; where nothing has, nothing is', async () => {
  finishAll(['T002']);
  const { exitCode } = await workspace.nx('implement', 'F001');
  expect(exitCode).not.toBe(0);
  expect(workspace.git('show', '--name-only', '--format=', 'HEAD').trim().split('\n')).toEqual([
    LEDGER,
    'out/T001.txt',
    LIST,
  ]);
  expect(workspace.git('status', '--porcelain')).toBe('');

  const head = workspace.git('rev-parse', 'HEAD');
  await workspace.nx('implement', 'F001');
  expect(workspace.git('rev-parse', 'HEAD')).toBe(head);
});
