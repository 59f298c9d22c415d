import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { boxes } from './support/specs';
import { Workspace } from './support/workspace';

const SPECS = resolve(__dirname, '../../../specs');

it("implements this workspace's own specs with the embedded agent: the code exists and works, all is ticked and recorded", async () => {
  const workspace = Workspace.create({ isolatePlugins: true });
  cpSync(SPECS, join(workspace.root, 'specs'), { recursive: true });
  workspace.commit();
  const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });

  const lists = [
    'infrastructure/phase-0/001-storage',
    'features/phase-1/F001-shorten',
    'features/phase-1/F002-stats',
  ];
  const ticked = lists.map((path) =>
    boxes(workspace.read(`specs/${path}/tasks.md`))
      .split('/')
      .map(Number),
  );
  const { specs, overall } = workspace.ledger();
  expect(overall).toMatchObject({ total_specs: 3, completed: 3 });
  for (const entry of Object.values(specs))
    expect(entry).toMatchObject({ status: 'completed', remaining: 0 });
  const done = Object.values(specs).reduce((sum, spec) => sum + spec.tasks_completed, 0);
  expect(ticked.reduce((sum, [count = 0]) => sum + count, 0)).toBe(done);
  expect(output).toContain(`Total: 3 specs (3 completed), ${done} of ${done} tasks done`);

  const tests = readdirSync(join(workspace.root, 'examples/links/test')).map((name) =>
    join('examples/links/test', name),
  );
  expect(tests.length).toBeGreaterThan(5);
  const { NODE_OPTIONS: _, ...environment } = process.env;
  execFileSync(process.execPath, ['--test', ...tests], {
    cwd: workspace.root,
    env: environment,
    stdio: 'pipe',
  });
  await workspace.close();
});
