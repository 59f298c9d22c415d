/** Eight tasks at once, and agents that fail in four ways: what can land lands, and each failure is told for what it is. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';
const TASKS = ['T001', 'T002', 'T003', 'T004', 'T005', 'T006', 'T007', 'T008'];

/** Where the agents note their launches. */
const faults = mkdtempSync(join(tmpdir(), 'specwave-faults-'));
afterAll(() => rmSync(faults, { recursive: true }));

let workspace: Workspace;
afterAll(() => workspace.close());

const launchesOf = (task: string): number =>
  readFileSync(join(faults, 'launches'), 'utf8')
    .split('\n')
    .filter((line) => line === task).length;

describe('of eight tasks one hangs, one lies, one hits a quota once and one is refused', () => {
  let output: string;
  let exitCode: number;

  beforeAll(async () => {
    const claude = join(faults, 'claude');
    writeFileSync(
      claude,
      `#!/bin/sh\nexec '${process.execPath}' '${join(__dirname, 'support/faultyClaude.mjs')}' "$@"\n`,
    );
    chmodSync(claude, 0o755);
    workspace = Workspace.create({
      environment: { PATH: `${faults}:${process.env['PATH'] ?? ''}`, E2E_FAULTS: faults },
    });
    workspace.write(
      'specwave.yaml',
      'default: claude\nagents:\n  claude: { driver: claude }\nlimits: { attempts: 1, stall: 12s }\n',
    );
    workspace.write(
      LIST,
      `# Tasks for F001: Faults\n\n## Layer 0: All\n\n${TASKS.map((task) => `- [ ] ${task} Create \`out/${task}.txt\``).join('\n')}\n`,
    );
    workspace.commit();
    const run = ['run-many', '-t', 'implement', '--parallel=8', '--output-style=static'];
    ({ output, exitCode } = await workspace.nx(...run));
  });

  it('lands the four that nothing happens to, and the one whose quota came back', () => {
    const landed = TASKS.filter(
      (task) => workspace.ledger().specs['F001']?.tasks[task]?.outcome === 'landed',
    );
    expect({ landed, boxes: boxes(workspace.read(LIST)) }).toEqual({
      landed: ['T001', 'T003', 'T005', 'T006', 'T008'],
      boxes: '5/8',
    });
    expect(workspace.read('out/T005.txt')).toBe('done\n');
  });

  it.each([
    ['T002', 'stalled', 'said nothing for 12 s', 'stall'],
    ['T004', 'empty', 'changed nothing', ''],
    ['T007', 'denied', 'npm test', 'permissions'],
  ])('%s ends as %s, with its evidence and what to do', (task, outcome, message, next) => {
    const entry = workspace.ledger().specs['F001']?.tasks[task];
    expect(entry).toMatchObject({
      outcome,
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    });
    expect(output).toContain(`✖ F001:${task} ${outcome}`);
  });

  it('fails as a whole', () => expect(exitCode).toBe(1));

  it('takes no attempt for the quota', () => {
    expect(workspace.ledger().specs['F001']?.tasks['T005']).toMatchObject({ outcome: 'landed', attempts: 1 });
    expect(launchesOf('T005')).toBe(2);
  });

  it('says in the ledger and in the summary what it cost', () => {
    const { specs } = workspace.ledger() as unknown as { specs: Record<string, { cost_usd: number }> };
    expect(specs['F001']?.cost_usd).toBeGreaterThan(0);
    expect(output).toMatch(/Cost/);
  });

  describe('run again, when the agents are well', () => {
    beforeAll(async () => {
      writeFileSync(join(faults, 'mended'), '');
      ({ output, exitCode } = await workspace.carryOut('F001', { parallel: 8 }));
    });

    it('finishes the rest', () => {
      expect({ exitCode, boxes: boxes(workspace.read(LIST)) }).toEqual({ exitCode: 0, boxes: '8/8' });
    });

    it('pays nothing for what had landed', () => {
      expect(['T001', 'T003', 'T005', 'T006', 'T008'].map(launchesOf)).toEqual([1, 1, 2, 1, 1]);
    });
  });
});
