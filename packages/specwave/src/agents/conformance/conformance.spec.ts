/** Every driver, held against everything that agents are known to run into. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startOf } from '../../processes/process-tree';
import type { AgentEnding, AgentEvent } from '../driver';
import { type Expected, type ScenarioName, SCENARIOS } from './scenarios';
import { CLAUDE, type Subject, SUBJECTS } from './subjects';
import { testJob } from '../testing/job';

/** Above all that a pipe holds, and more than one argument may have. */
const PROMPT = `- [ ] do it\n${'A line of the task, with ünïcode.\n'.repeat(6_000)}`;
const RESET = 1_900_000_000;
/** More than a mock takes to start on a machine that is busy. */
const SILENCE_MS = 1_500;
const WRITES: readonly ScenarioName[] = [
  'done',
  'garbage',
  'large',
  'stubborn-child',
  'child-in-own-session',
];

let base: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-conformance-')));
  for (const folder of ['tree', 'notes', 'node_modules/.bin'])
    mkdirSync(join(base, folder), { recursive: true });
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

async function attempt(
  { program, mock, driver }: Subject,
  scenario: ScenarioName,
): Promise<{ ending: AgentEnding; events: AgentEvent[] }> {
  const start = `#!/usr/bin/env node\nimport(${JSON.stringify(pathToFileURL(mock))});\n`;
  writeFileSync(join(base, 'node_modules/.bin', program), start, { mode: 0o755 });
  const env = {
    HOME: base,
    SPECWAVE_MOCK: scenario,
    SPECWAVE_MOCK_NOTES: join(base, 'notes'),
    SPECWAVE_MOCK_RESET: String(RESET),
  };
  const events: AgentEvent[] = [];
  const interrupt = new AbortController();
  const ending = await driver(env, 200).run(
    testJob(base, {
      prompt: PROMPT,
      limits: { timeoutMs: 60_000, stallMs: scenario === 'silence' ? SILENCE_MS : 60_000 },
    }),
    (event) => {
      events.push(event);
      if (scenario === 'cancel' && (event.type === 'agent-said' || event.type === 'agent-output')) {
        interrupt.abort();
      }
    },
    interrupt.signal,
  );
  return { ending, events };
}

/** Processes that the mocks started and that still run; those that nobody has waited for yet do not. */
function pidsLeft(): number[] {
  const file = join(base, 'notes/pids');
  const pids = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  return pids.filter((pid) => startOf(pid) !== 'gone');
}

/** What an ending tells beside its outcome and words. Codex tells the time of a reset in minutes. */
function signsOf(ending: AgentEnding): object {
  if (ending.outcome === 'done') {
    const { refused, ifUnchanged } = ending;
    return signs({
      hasRefused: refused.length > 0,
      unchanged: ifUnchanged ? { outcome: ifUnchanged.outcome, again: ifUnchanged.again } : undefined,
    });
  }
  const reset = Date.parse(ending.resetsAt ?? '') / 1000;
  return signs({
    again: ending.again,
    hasReset: reset >= RESET && reset <= RESET + 60,
  });
}

const signs = (own: object): object => ({
  again: undefined,
  hasReset: false,
  hasRefused: false,
  unchanged: undefined,
  ...own,
});

interface Case {
  agent: string;
  says: string;
  subject: Subject;
  scenario: ScenarioName;
  expected: Expected;
}

const CASES = SUBJECTS.flatMap((subject) =>
  Object.entries(SCENARIOS).flatMap(([name, { says, expected }]): Case[] => {
    const scenario = name as ScenarioName;
    const own = subject.differs[scenario];
    return own === null ? [] : [{ agent: subject.name, says, subject, scenario, expected: own ?? expected }];
  }),
);

it.each(CASES)('$agent that $says', async ({ subject, scenario, expected }) => {
  const { ending, events } = await attempt(subject, scenario);
  const { outcome, message = '', next = '', ...own } = expected;
  expect({ message: '', next: '', ...ending }).toMatchObject({
    outcome,
    message: expect.stringContaining(message),
    next: expect.stringContaining(next),
  });
  expect(signsOf(ending)).toEqual(signs(own));
  expect(existsSync(join(base, 'tree/out.txt'))).toBe(WRITES.includes(scenario));
  expect(readFileSync(join(base, 'notes/prompt'), 'utf8') === PROMPT).toBe(true);
  expect(pidsLeft()).toEqual([]);
  expect(events[0]).toMatchObject({ type: 'agent-started', pid: expect.any(Number) });
  const lengths = events.flatMap((event) => (event.type === 'agent-output' ? [event.line.length] : []));
  expect(Math.max(0, ...lengths)).toBeLessThan(17 * 1024);
});

it('claude that is interrupted still tells what it cost', async () => {
  const { ending } = await attempt(CLAUDE, 'cancel');
  expect(ending.usage.cost_usd).toBe(0.00142);
});
