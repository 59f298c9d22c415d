import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundSubAgent } from '../plan/subAgents';
import { agentOf, chooseAgent } from './agentOf';
import type { ChosenAgent } from './agentOf';
import { type Spec, readSpec } from './readSpec';

const CONFIG = 'agents: { script: { driver: command, command: [node, a.mjs] } }\ndefault: script\n';
const SUB_AGENTS: FoundSubAgent[] = [
  { name: 'clerk-api-builder', description: 'Protects endpoints.', file: '/w/a.md', folders: [] },
  { name: 'clerk-setup-agent', description: 'Sets it up.', file: '/w/b.md', folders: [] },
];

let workspaceRoot: string;
const before = process.env['SPECWAVE_HINT'];
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'specwave-agent-of-'));
  mkdirSync(join(workspaceRoot, 'specs/F001'), { recursive: true });
  delete process.env['SPECWAVE_HINT'];
});
afterEach(() => {
  rmSync(workspaceRoot, { recursive: true });
  if (before === undefined) delete process.env['SPECWAVE_HINT'];
  else process.env['SPECWAVE_HINT'] = before;
});

function specOf(config: string, ...lines: string[]): Spec {
  writeFileSync(join(workspaceRoot, 'specwave.yaml'), config);
  writeFileSync(join(workspaceRoot, 'specs/F001/tasks.md'), `${lines.join('\n')}\n`);
  const read = readSpec({ workspaceRoot, spec: { name: 'F001', path: 'specs/F001' } });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

function choose(config: string, subAgents: () => FoundSubAgent[], ...lines: string[]): ChosenAgent {
  const spec = specOf(config, ...lines);
  const [planned] = [...spec.plan.tasks.values()];
  if (!planned) throw new Error('the test itself is wrong');
  return chooseAgent(spec, planned, subAgents);
}

const never = (): FoundSubAgent[] => {
  throw new Error('Sub-agents were read where nobody asked for one.');
};

it('a family is the specialist of it that fits the task', () => {
  expect(choose(CONFIG, () => SUB_AGENTS, '- [ ] T001 Set up auth')).toMatchObject({
    name: 'script',
    role: 'clerk-setup-agent',
    specialist: { asked: 'clerk:*', found: SUB_AGENTS[1] },
  });
});

it('a family of which there is nobody stays what is asked for', () => {
  expect(choose(CONFIG, () => [], '- [ ] T001 Set up auth')).toMatchObject({
    role: 'clerk:*',
    specialist: { asked: 'clerk:*', found: null },
  });
});

it('the key is the same whoever exists on a machine', () => {
  const here = choose(CONFIG, () => SUB_AGENTS, '- [ ] T001 Set up auth');
  expect(choose(CONFIG, () => [], '- [ ] T001 Set up auth').key).toBe(here.key);
});

it.each([
  ['a task of no domain', CONFIG, '- [ ] T001 Write it'],
  ['the embedded agent, whatever it is asked to be', '', '- [ ] T001 Write it\n  - Agent: clerk-setup-agent'],
])('sub-agents are not read for %s', (_, config, line) => {
  expect(choose(config, never, line).specialist).toBeNull();
});

it('a hint is part of the key, and prefers a domain', () => {
  const plain = choose(CONFIG, () => [], '- [ ] T001 Cache for auth');
  process.env['SPECWAVE_HINT'] = 'redis';
  const hinted = choose(CONFIG, () => [], '- [ ] T001 Cache for auth');
  expect([plain.role, hinted.role]).toEqual(['clerk:*', 'redis:*']);
  expect(hinted.key).not.toBe(plain.key);
});

it('a hint of no domain is part of the key too: it may change the prompt', () => {
  const spec = specOf(CONFIG, '- [ ] T001 Write it');
  const [planned] = [...spec.plan.tasks.values()];
  if (!planned) throw new Error('the test itself is wrong');
  const { key } = agentOf(spec, planned);
  process.env['SPECWAVE_HINT'] = 'direct';
  expect(agentOf(spec, planned).key).not.toBe(key);
});

it.each([
  ['missing', null, 'prompt-file-unreadable'],
  ['without a task', 'Do it.', 'prompt-file-no-task'],
])('a prompt file %s stops the spec', (_, text, code) => {
  if (text !== null) writeFileSync(join(workspaceRoot, 'prompt.md'), text);
  writeFileSync(join(workspaceRoot, 'specwave.yaml'), 'promptFile: prompt.md\n');
  writeFileSync(join(workspaceRoot, 'specs/F001/tasks.md'), '- [ ] T001 Write it\n');
  const read = readSpec({ workspaceRoot, spec: { name: 'F001', path: 'specs/F001' } });
  expect(read).toMatchObject({ ok: false, problems: [{ code, file: 'prompt.md' }] });
});
