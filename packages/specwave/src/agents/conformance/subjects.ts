/** The drivers that are held against the scenarios, each with a mock program that speaks its wire format. */
import { join } from 'node:path';
import { acpDriver } from '../acp/acp';
import { claudeDriver } from '../claude/claude';
import { codexDriver } from '../codex/codex';
import { commandDriver } from '../command/command';
import type { Driver } from '../driver';
import type { Expected, ScenarioName } from './scenarios';

export interface Subject {
  name: string;
  /** The name under which the driver looks for its program. */
  program: string;
  /** Absolute path of the script that stands for it. */
  mock: string;
  driver: (env: Record<string, string>, graceMs: number) => Driver;
  /** Where the wire shows something else than most. Null: this agent has no such thing. */
  differs: Partial<Record<ScenarioName, Expected | null>>;
}

const SETTINGS = { permissions: 'edits', args: [] as string[] } as const;

export const CLAUDE: Subject = {
  name: 'claude',
  program: 'claude',
  mock: join(__dirname, 'mockClaude.mjs'),
  driver: (env, graceMs) => claudeDriver({ driver: 'claude', ...SETTINGS, env }, { graceMs }),
  differs: { 'max-turns': { outcome: 'failed', next: 'maxTurns' } },
};

export const SUBJECTS: readonly Subject[] = [
  CLAUDE,
  {
    name: 'codex',
    program: 'codex',
    mock: join(__dirname, 'mockCodex.mjs'),
    driver: (env, graceMs) => codexDriver({ driver: 'codex', ...SETTINGS, env }, { graceMs }),
    differs: { 'max-turns': null },
  },
  {
    name: 'acp',
    program: 'mock-acp',
    mock: join(__dirname, 'mockAcp.mjs'),
    driver: (env, graceMs) =>
      acpDriver({ driver: 'acp', command: ['mock-acp'], ...SETTINGS, env }, { graceMs }),
    // Copilot hands on errors of its provider so, and ends its turn well: they are none of its model's words.
    differs: {
      'quota-in-words': { outcome: 'quota' },
      'login-in-words': { outcome: 'failed', again: 'no' },
      'trouble-in-words': { outcome: 'failed', again: 'after-a-pause' },
    },
  },
  {
    name: 'command',
    program: 'mock-command',
    mock: join(__dirname, 'mockCommand.mjs'),
    driver: (env, graceMs) =>
      commandDriver({ driver: 'command', command: ['mock-command'], env }, { graceMs }),
    differs: {
      // Beside its exit code it has words only.
      refused: null,
      'max-turns': null,
      'no-result': { outcome: 'done' },
    },
  },
];
