import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromptInput } from '../../agents/prompt/prompt';
import type { FoundSubAgent } from '../../plan/subAgents';
import { type NewResult, writeResult } from '../../state/resultStore';
import { chooseAgent } from '../../workspace/agentOf';
import { readSpec } from '../../workspace/readSpec';
import { promptInput } from './promptInput';

const SPEC = { name: 'F001', path: 'specs/F001' };
const RESULT: NewResult = {
  digest: 'd',
  settings: 's',
  agent: 'script',
  role: null,
  outcome: 'landed',
  attempts: 1,
  started_at: '2026-01-01T10:00:00+00:00',
  ended_at: '2026-01-01T10:00:00+00:00',
  duration_ms: 1,
  usage: {},
  files: [],
  checks: [],
  flags: [],
  unmade: [],
  message: 'Set it all up.',
  next: null,
};

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-prompt-input-'));
  write('specs/F001/tasks.md', '- [x] T001 Set up', '- [ ] T002 Protect it with auth (depends on T001)');
  config('command', 'command: [a]');
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(path: string, ...lines: string[]): void {
  mkdirSync(join(workspaceRoot, path, '..'), { recursive: true });
  writeFileSync(join(workspaceRoot, path), `${lines.join('\n')}\n`);
}

function config(driver: string, ...settings: string[]): void {
  const more = settings.map((each) => `, ${each}`).join('');
  write('specwave.yaml', `agents: { it: { driver: ${driver}${more} } }`, 'default: it');
}

function input(subAgents: FoundSubAgent[] = [], tree = workspaceRoot): PromptInput {
  const read = readSpec({ workspaceRoot, spec: SPEC });
  const planned = read.ok ? read.value.plan.tasks.get('T002') : undefined;
  if (!read.ok || !planned) throw new Error(`the test itself is wrong: ${JSON.stringify(read)}`);
  const current = read.value;
  const agent = chooseAgent(current, planned, () => subAgents);
  const context = { workspaceRoot, spec: SPEC, specs: [SPEC] };
  return promptInput({ context, current, planned, agent }, tree, null);
}

const subAgent = (file: string): FoundSubAgent => ({
  name: 'clerk-setup-agent',
  description: 'Sets it up.',
  file,
  folders: [],
});

it('says of a task before what it changed and what its agent said', () => {
  write(
    '.claude/execution/execution.json',
    JSON.stringify({
      specs: {
        F001: { status: 'in_progress', tasks: { T001: { status: 'completed', files: ['src/a.ts'] } } },
      },
    }),
  );
  const written = writeResult(workspaceRoot, 'F001', 'T001', RESULT, null, join(workspaceRoot, 'none'));
  expect(written).toMatchObject({ ok: true });
  expect(input().dependencies).toEqual([
    { id: 'T001', title: 'Set up', files: ['src/a.ts'], summary: 'Set it all up.' },
  ]);
});

it('says of a task before only its title where nothing else is known', () => {
  expect(input().dependencies).toEqual([{ id: 'T001', title: 'Set up', files: [], summary: null }]);
});

it('a failed result of a task before is not what its agent did', () => {
  writeResult(
    workspaceRoot,
    'F001',
    'T001',
    { ...RESULT, outcome: 'failed' },
    null,
    join(workspaceRoot, 'none'),
  );
  expect(input().dependencies[0]?.summary).toBeNull();
});

describe('the specialist to be', () => {
  const FILE = '.claude/agents/clerk-setup-agent.md';

  it('is the family where there is nobody of it', () => {
    expect(input().role).toEqual({ name: 'clerk:*', file: null });
  });

  it('is described in a file of the tree, where the tree has it', () => {
    write(FILE, 'x');
    expect(input([subAgent(join(workspaceRoot, FILE))]).role).toEqual({
      name: 'clerk-setup-agent',
      file: FILE,
    });
  });

  it.each([
    ["lies in the user's home", '/home/somebody/.claude/agents/a.md'],
    ['is not in the tree', join('/', 'no', 'tree', FILE)],
  ])('is described by its whole path where its file %s', (_, file) => {
    expect(input([subAgent(file)], '/no-such-tree').role?.file).toBe(file);
  });

  it('is not spoken of to Claude Code, which is started as it', () => {
    config('claude');
    expect(input([subAgent('/w/a.md')]).role).toBeNull();
    expect(input().role).toEqual({ name: 'clerk:*', file: null });
  });
});
