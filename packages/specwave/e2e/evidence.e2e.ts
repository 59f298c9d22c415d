/** What is said of a check that fails holds the cause: in the ledger, on the screen and for the next attempt. */
import { DrivenAgents } from './support/drivenAgent';
import { taskList } from './support/specs';
import { Workspace } from './support/workspace';

const CAUSE = "Error: Cannot find module 'is-nowhere'";

it('a stack trace is told by its cause, which stands first; all of it is in the transcript', async () => {
  const agents = await DrivenAgents.listen();
  const workspace = Workspace.create();
  const prompts: string[] = [];
  agents.handleAll(async (invocation) => {
    prompts.push(invocation.prompt);
    await invocation.write('app.js', `require('./deep');\n`);
    await invocation.exit(0);
  });
  workspace.write('deep.js', `Error.stackTraceLimit = 50;\nrequire('is-nowhere');\n`);
  // What comes behind it is longer than what a message holds.
  const verify = '`node app.js || { seq 1 100; exit 1; }`';
  workspace.write(
    'specs/F001/tasks.md',
    taskList('F001', [`- [ ] T001 Create \`app.js\`\n  - Verification: ${verify}\n`]),
  );
  workspace.write('specwave.yaml', agents.configuration('limits: { attempts: 2 }\n'));
  workspace.commit();
  const { output } = await workspace.carryOut('F001');
  const task = workspace.ledger().specs['F001']?.tasks['T001'];
  expect(task).toMatchObject({ outcome: 'invalid', attempts: 2, message: expect.stringContaining(CAUSE) });
  expect(output).toContain(CAUSE);
  expect(prompts[1]).toContain(CAUSE);
  expect(prompts[1]).not.toContain('node:internal/modules/cjs/loader:1');
  expect(workspace.read('.nx/specwave/results/F001/T001/transcript.jsonl')).toMatch(
    /_resolveFilename.*node:internal/,
  );
  agents.close();
  await workspace.close();
});
