/** What a run has to end in whose agent gets no work done. */
import { boxes } from '../support/specs';
import { type AgentRun, fileOf } from './agentRun';
import type { Ending } from './realAgents';

/** Implements the spec, whose only task is T001; fails unless it ends as expected, with nothing ticked and nothing written. */
export async function expectEnding(run: AgentRun, { outcome, says }: Ending): Promise<void> {
  const { exitCode, output } = await run.implement();
  const { workspace, server } = run;
  const record = workspace.ledger().specs['F001']?.tasks['T001'];
  const expected = {
    status: 'pending',
    outcome,
    message: expect.stringMatching(says),
    next: expect.any(String),
  };
  expect({ exitCode, record, output }).toMatchObject({
    exitCode: 1,
    record: expected,
    output: expect.stringContaining(outcome),
  });
  expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
  expect(workspace.has(fileOf('T001'))).toBe(false);
  expect(server.faults).toEqual([]);
}
