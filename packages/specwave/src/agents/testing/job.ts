/** For tests of drivers: a job in `<base>/tree` with nothing special about it. */
import { join } from 'node:path';
import type { AgentJob } from '../driver';

export function testJob(base: string, own: Partial<AgentJob> = {}): AgentJob {
  return {
    tree: join(base, 'tree'),
    workspaceRoot: base,
    spec: 'F001',
    task: 'T001',
    agent: 'mine',
    attempt: 1,
    prompt: '- [ ] do it\n',
    body: '',
    reserved: [],
    resultFile: join(base, 'result.json'),
    mark: '[test]',
    role: null,
    budgetUsd: null,
    limits: { timeoutMs: 60_000, stallMs: 60_000 },
    ...own,
  };
}
