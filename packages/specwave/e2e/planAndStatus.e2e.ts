/** `specwave plan` and `specwave status`, as they are installed. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { failingTask, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = Workspace.create();
  workspace.write(
    'specs/phase-0/I001-ground/tasks.md',
    taskList('I001', [recipeTask('T001', 'src/ground.js')]),
  );
  workspace.write(
    'specs/phase-1/F001-sign-up/tasks.md',
    taskList('F001', [recipeTask('T001', 'src/a.js')], [failingTask('T002'), recipeTask('T003', 'src/c.js')]),
  );
  workspace.write(
    'specs/phase-2/F002-later/tasks.md',
    taskList('F002', [recipeTask('T001', 'src/later.js')]),
  );
  workspace.commit();
  await workspace.carryOut('I001,F001');
});
afterAll(() => workspace.close());

/** All files but what Nx keeps for itself, and the installation. */
function files(): Record<string, string> {
  const found: Record<string, string> = {};
  const look = (path: string): void => {
    for (const entry of readdirSync(join(workspace.root, path), { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (inner === join('.nx', 'workspace-data') || entry.isSymbolicLink()) continue;
      if (entry.isDirectory()) look(inner);
      else
        found[inner] =
          `${statSync(join(workspace.root, inner)).mtimeMs} ${readFileSync(join(workspace.root, inner), 'base64')}`;
    }
  };
  look('.');
  return found;
}

it('`specwave plan --json` is one document: what is left, wave by wave', async () => {
  const { exitCode, output } = await workspace.specwave('plan', 'F001', '--json');
  const { specs, runs } = JSON.parse(output);
  const [spec] = specs;
  expect(spec).toMatchObject({ spec: 'F001', phase: 1, total: 3 });
  const left = spec.waves.flatMap((wave: { tasks: { id: string }[] }) => wave.tasks.map(({ id }) => id));
  expect(left).toContain('T002');
  expect(left).toHaveLength(spec.total - spec.done);
  expect([runs, exitCode]).toEqual([left.length, 0]);
});

it('`specwave plan` of a task that is asked for again, with its result still there, says that it replays', async () => {
  const list = workspace.read('specs/phase-1/F001-sign-up/tasks.md');
  workspace.write('specs/phase-1/F001-sign-up/tasks.md', list.replace('[x] T001', '[ ] T001'));
  const { output } = await workspace.specwave('plan', 'F001');
  workspace.write('specs/phase-1/F001-sign-up/tasks.md', list);
  expect(output).toMatch(/^ +T001 .* replays /m);
});

it('`specwave status` has the table, and what remains with its outcome', async () => {
  const { exitCode, output } = await workspace.specwave('status');
  expect(output).toMatch(/^F001 +Spec F001 +partial +\d\/3/m);
  expect(output).toMatch(/^F002 +Spec F002 +pending +0\/1/m);
  expect(output).toMatch(/^ {2}F001:T002 {2}Fail\n {6}failed: .*/m);
  expect(exitCode).toBe(0);
});

it('`specwave status --json` is one document', async () => {
  const { output } = await workspace.specwave('status', '--json');
  const { specs, atWork } = JSON.parse(output);
  expect(specs.map(({ spec, status }: { spec: string; status: string }) => [spec, status])).toContainEqual([
    'F001',
    'partial',
  ]);
  expect(atWork).toEqual([]);
});

it.each(['plan', 'status'])('`specwave %s` leaves every file as it was', async (verb) => {
  const was = files();
  await workspace.specwave(verb);
  expect(files()).toEqual(was);
});
