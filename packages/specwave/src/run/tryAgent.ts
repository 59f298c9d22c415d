/** `specwave agents --try`: one tiny task for an agent, in a folder of its own that is removed afterwards. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEnding, AgentJob } from '../agents/driver';
import { driverFor } from '../agents/registry';
import type { AgentSettings } from '../config/agents';
import type { Tried } from '../report/events';

const FILE = 'hello.txt';
const PROMPT = `# A trial\n\nMake the file \`${FILE}\` in the current folder, with the line \`hello\`. Do nothing else.\n`;
const LIMITS = { timeoutMs: 5 * 60_000, stallMs: 2 * 60_000 };

/** Has the agent make one file. Costs money, unless the agent is free. Never rejects for what the agent does. */
export async function tryAgent(name: string, settings: AgentSettings, workspaceRoot: string): Promise<Tried> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-try-')));
  const tree = join(base, 'tree');
  mkdirSync(tree);
  const job: AgentJob = {
    tree,
    workspaceRoot,
    spec: 'trial',
    task: 'trial',
    agent: name,
    attempt: 1,
    prompt: PROMPT,
    body: '',
    reserved: [],
    resultFile: join(base, 'result.json'),
    limits: LIMITS,
    mark: `[trial ${base}]`,
    role: null,
    budgetUsd: null,
  };
  try {
    const ending = await driverFor(settings).run(job, () => undefined, new AbortController().signal);
    return triedOf(ending, existsSync(join(tree, FILE)));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function triedOf(ending: AgentEnding, isMade: boolean): Tried {
  if (ending.outcome === 'done') {
    if (isMade) return { works: true, usage: ending.usage };
    const { ifUnchanged, refused, summary, usage } = ending;
    if (ifUnchanged) return { works: false, usage, message: ifUnchanged.message, next: ifUnchanged.next };
    const why =
      refused.length > 0 ? `it was not allowed to: ${refused.join('; ')}` : (summary ?? 'it said nothing');
    const next = ending.allow ?? 'See whether its model works, and what its own settings allow it.';
    return { works: false, usage, message: `It says that it is done, and made no file: ${why}`, next };
  }
  const { message, next, usage } = ending;
  return { works: false, usage, message, next };
}
