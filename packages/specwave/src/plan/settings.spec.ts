import type { AgentSettings } from '../config/agents';
import { agentFacts, settingsKey, type AgentUse } from './settings';

const SCRIPT: AgentSettings = { driver: 'command', command: ['node', 'a.mjs'], env: { A: '1', B: '2' } };
const USE: AgentUse = { role: null, hint: '', template: null };

const keyOf = (settings: AgentSettings, use: Partial<AgentUse> = {}): string =>
  settingsKey(agentFacts(settings), { ...USE, ...use });
const KEY = keyOf(SCRIPT);

it('is 16 hexadecimal digits', () => {
  expect(KEY).toMatch(/^[0-9a-f]{16}$/);
});

it.each<[string, AgentSettings]>([
  ['keys in another order', { env: { B: '2', A: '1' }, command: ['node', 'a.mjs'], driver: 'command' }],
  ['an object without a prototype', Object.assign(Object.create(null), SCRIPT)],
  ['what was written to JSON and read again', JSON.parse(JSON.stringify(SCRIPT))],
])('stays for %s', (_, settings) => {
  expect(keyOf(settings)).toBe(KEY);
});

it.each<[string, string]>([
  ['another driver', keyOf({ driver: 'recipe' })],
  ['another program', keyOf({ ...SCRIPT, command: ['node', 'b.mjs'] })],
  ['arguments in another order', keyOf({ ...SCRIPT, command: ['a.mjs', 'node'] })],
  ['another variable', keyOf({ ...SCRIPT, env: { A: '1', B: '3' } })],
  ['no variables', keyOf({ driver: 'command', command: ['node', 'a.mjs'] })],
  ['a role', keyOf(SCRIPT, { role: 'clerk:*' })],
  ['a hint', keyOf(SCRIPT, { hint: 'use clerk agents' })],
  ['a role of the same words as a hint', keyOf(SCRIPT, { role: 'use clerk agents' })],
  ['a prompt of the user', keyOf(SCRIPT, { template: '{{task}}' })],
])('changes with %s', (_, other) => {
  expect(other).not.toBe(KEY);
});

it('changes with the words of the prompt', () => {
  expect(keyOf(SCRIPT, { template: 'a {{task}}' })).not.toBe(keyOf(SCRIPT, { template: 'b {{task}}' }));
});

it('stays for the embedded agent whatever the prompt is: it reads none', () => {
  expect(keyOf({ driver: 'recipe' }, { template: '{{task}}' })).toBe(keyOf({ driver: 'recipe' }));
});

it('is the same on every machine and in every version, or all results would be lost', () => {
  expect(keyOf({ driver: 'recipe' })).toBe('476a43f4e8f07263');
});

it('facts of an agent hold nothing of its settings', () => {
  const facts = JSON.stringify(agentFacts({ ...SCRIPT, env: { TOKEN: 'top-secret' } }));
  expect(facts).not.toContain('top-secret');
  expect(facts).not.toContain('a.mjs');
});
