import type { AgentSettings } from '../config/schema';
import { settingsKey } from './settings';

const SCRIPT: AgentSettings = { driver: 'command', command: ['node', 'a.mjs'], env: { A: '1', B: '2' } };
const KEY = settingsKey(SCRIPT, null, '');

it('is 16 hexadecimal digits', () => {
  expect(KEY).toMatch(/^[0-9a-f]{16}$/);
});

it.each<[string, AgentSettings]>([
  ['keys in another order', { env: { B: '2', A: '1' }, command: ['node', 'a.mjs'], driver: 'command' }],
  ['an object without a prototype', Object.assign(Object.create(null), SCRIPT)],
  ['what was written to JSON and read again', JSON.parse(JSON.stringify(SCRIPT))],
])('stays for %s', (_, settings) => {
  expect(settingsKey(settings, null, '')).toBe(KEY);
});

it.each<[string, string]>([
  ['another driver', settingsKey({ driver: 'recipe' }, null, '')],
  ['another program', settingsKey({ ...SCRIPT, command: ['node', 'b.mjs'] }, null, '')],
  ['arguments in another order', settingsKey({ ...SCRIPT, command: ['a.mjs', 'node'] }, null, '')],
  ['another variable', settingsKey({ ...SCRIPT, env: { A: '1', B: '3' } }, null, '')],
  ['no variables', settingsKey({ driver: 'command', command: ['node', 'a.mjs'] }, null, '')],
  ['a role', settingsKey(SCRIPT, 'clerk:*', '')],
  ['a hint', settingsKey(SCRIPT, null, 'use clerk agents')],
  ['a role of the same words as a hint', settingsKey(SCRIPT, 'use clerk agents', '')],
])('changes with %s', (_, other) => {
  expect(other).not.toBe(KEY);
});

it('is the same on every machine and in every version, or all results would be lost', () => {
  expect(settingsKey({ driver: 'recipe' }, null, '')).toBe('476a43f4e8f07263');
});
