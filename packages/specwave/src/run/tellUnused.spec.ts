import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentJob } from '../agents/driver';
import { readSpec } from '../workspace/readSpec';
import { implementTask } from './implementTask';
import { ScriptedDriver, TestRun } from './task/testing/run';
import { tellUnused } from './tellUnused';

const mockDriver = new ScriptedDriver();
jest.mock('../agents/registry', () => ({ driverFor: () => mockDriver }));

let test: TestRun;
afterEach(() => test.close());

/** What is said once T001 has left these files. */
async function toldAfter(files: Record<string, string>, settings = 'commit: off'): Promise<string[]> {
  test = new TestRun(settings);
  mockDriver.plays((job: AgentJob) => {
    for (const [path, text] of Object.entries({ 'T001.txt': 'done\n', ...files })) {
      mkdirSync(join(job.tree, path, '..'), { recursive: true });
      writeFileSync(join(job.tree, path), text);
    }
    return { outcome: 'done', summary: null, usage: {}, refused: [] };
  });
  expect(await implementTask(test.context, 'T001')).toBe(true);
  const read = readSpec(test.context);
  if (!read.ok) throw new Error('the test itself is wrong');
  await tellUnused(test.context, read.value);
  return test.eventsOf('notice').map(({ message }) => message);
}

const EXPORTS = 'export function used() {}\nexport function lost() {}\n';

it('what is exported and used nowhere is told, with its file', async () => {
  const told = await toldAfter({ 'src/a.ts': EXPORTS, 'src/b.ts': "import { used } from './a';\nused();\n" });
  expect(told).toEqual([expect.stringContaining('`lost` (src/a.ts)')]);
  expect(told[0]).not.toContain('`used`');
});

it('nothing is told where all is used', async () => {
  expect(await toldAfter({ 'src/a.ts': EXPORTS, 'src/b.ts': 'used(lost());\n' })).toEqual([]);
});

it('nothing is told where the settings turn it off', async () => {
  expect(await toldAfter({ 'src/a.ts': EXPORTS }, 'commit: off\nchecks: { unused-exports: off }')).toEqual(
    [],
  );
});
