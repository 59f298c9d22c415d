/** A spec in a folder that is called like a package: one name for it, wherever one asks. */
import { recipeTask } from './support/specs';
import { Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(() => {
  workspace = Workspace.create();
  workspace.write('packages/auth/project.json', JSON.stringify({ name: 'auth' }));
  workspace.write('specs/auth/tasks.md', recipeTask('T001', 'packages/auth/a.mjs'));
  workspace.commit();
});
afterAll(() => workspace.close());

const statusOf = async (...scope: string[]): Promise<[string, string][]> => {
  const { output } = await workspace.specwave('status', '--json', ...scope);
  const { specs }: { specs: { spec: string; status: string }[] } = JSON.parse(output);
  return specs.map(({ spec, status }) => [spec, status]);
};

it('`specwave auth` has the spec implemented, and not the package', async () => {
  const { exitCode, output } = await workspace.specwave('auth');
  expect({ exitCode, output }).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('nx run-many -t implement -p specs-auth'),
  });
  expect(workspace.ledger().specs['specs-auth']?.status).toBe('completed');
});

it('status, check-tasks and redo speak of the spec that the graph knows', async () => {
  expect(await statusOf()).toEqual([['specs-auth', 'completed']]);
  expect((await workspace.specwave('check-tasks', 'specs-auth')).exitCode).toBe(0);
  expect((await workspace.specwave('redo', 'specs/auth', 'T001')).exitCode).toBe(0);
  expect(await statusOf('auth')).toEqual([['specs-auth', 'partial']]);
});
