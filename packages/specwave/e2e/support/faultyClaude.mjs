/**
 * Claude Code as the conformance suite mocks it, each task with a fault of its own until E2E_FAULTS (a folder) holds a
 * file `mended`. Notes every launch there, a line each, in `launches`.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What goes wrong, by task. The others do their work. */
const FAULTS = { T002: 'silence', T004: 'nothing', T005: 'quota-with-reset', T007: 'refused' };

const folder = process.env.E2E_FAULTS;
const task = process.env.SPECWAVE_TASK;
const launches = join(folder, 'launches');
const before = existsSync(launches) ? readFileSync(launches, 'utf8').split('\n') : [];
appendFileSync(launches, `${task}\n`);

// Its quota is used up once: the launch after the reset works.
const isOver = existsSync(join(folder, 'mended')) || (task === 'T005' && before.includes(task));
process.env.SPECWAVE_MOCK = isOver ? 'done' : (FAULTS[task] ?? 'done');
process.env.SPECWAVE_MOCK_FILE = `out/${task}.txt`;
process.env.SPECWAVE_MOCK_NOTES = folder;
process.env.SPECWAVE_MOCK_RESET = String(Math.ceil(Date.now() / 1000) + 1);
await import('../../src/agents/conformance/mockClaude.mjs');
