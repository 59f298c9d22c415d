/** `specwave clean` takes away what belongs to no run, says what, and nothing else. */
import { existsSync } from 'node:fs';
import { DrivenAgents, type Invocation } from './support/drivenAgent';
import { recipeTask, taskList } from './support/specs';
import { treesOf, Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';

let agents: DrivenAgents;
let workspace: Workspace;

beforeEach(async () => {
  agents = await DrivenAgents.listen();
  workspace = Workspace.create();
});
afterEach(async () => {
  agents.close();
  await workspace.close();
});

/** A run whose only task fails, so that its tree is kept. Resolves with where. */
async function failIn(place: Workspace): Promise<string> {
  place.write(LIST, taskList('F001', [recipeTask('T001', 'out.txt')]));
  place.write('specwave.yaml', 'verify: ["false"]\nlimits: { attempts: 1 }\n');
  place.commit();
  expect((await place.carryOut('F001')).exitCode).toBe(1);
  return place.trees('kept/F001/T001');
}

async function clean(...args: string[]): Promise<{ items: { what: string }[]; bytes: number; held: number }> {
  const { output, exitCode } = await workspace.specwave('clean', '--json', ...args);
  if (exitCode !== 0) throw new Error(output);
  return JSON.parse(output);
}

it('what a failed attempt left, and the trees of a workspace that is gone', async () => {
  const kept = await failIn(workspace);
  const gone = Workspace.create({ environment: { SPECWAVE_TREES: treesOf(workspace.root) } });
  await failIn(gone);
  await gone.close();
  const dry = await clean('--dry-run');
  expect(existsSync(kept)).toBe(true);
  const { items, bytes, held } = await clean();
  expect(dry).toMatchObject({ items, bytes, held });
  expect(items.map(({ what }) => what).toSorted()).toEqual(['kept', 'workspace']);
  expect(bytes).toBeGreaterThan(0);
  expect(existsSync(kept)).toBe(false);
  expect(await clean()).toMatchObject({ items: [], bytes: 0, held: 0 });
  expect(workspace.git('for-each-ref', 'refs/specwave')).toBe('');
  expect(workspace.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('nothing of what a run holds', async () => {
  workspace.write(LIST, taskList('F001', ['- [ ] T001 Create `out.txt`\n']));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  workspace.commit();
  const started = new Promise<Invocation>((resolve) => {
    agents.handleAll(async (invocation) => resolve(invocation));
  });
  const run = workspace.startCarryOut('F001');
  const invocation = await started;
  expect(await clean()).toMatchObject({ items: [], held: 1 });
  expect(workspace.git('for-each-ref', 'refs/specwave')).not.toBe('');
  await invocation.write('out.txt', 'done');
  await invocation.exit(0);
  expect(await run.done).toMatchObject({ exitCode: 0 });
  expect(workspace.read('out.txt')).toBe('done');
});
