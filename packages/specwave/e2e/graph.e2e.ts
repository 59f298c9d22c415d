import { recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

let workspace: Workspace;
/** As Nx shows it. */
let f001: Awaited<ReturnType<Workspace['project']>>;

beforeAll(async () => {
  workspace = Workspace.create({ isolatePlugins: true });
  workspace.write(
    'specs/infrastructure/phase-0/001-store/tasks.md',
    taskList('I012', [recipeTask('T001', 'packages/app/src/store.mjs')]),
  );
  const feature = taskList(
    'F001',
    [recipeTask('T001', 'packages/app/src/a.mjs'), '- [x] T002 Done already\n'],
    [recipeTask('T003', 'packages/app/src/c.mjs')],
  );
  workspace.write('specs/features/phase-1/F001-first/tasks.md', feature);
  workspace.write('specs/features/phase-1/F001-first/spec.md', '# First\n');
  workspace.write(
    'specs/features/phase-2/F002-second/tasks.md',
    taskList('F002', [recipeTask('T001', 'other/x.mjs')]),
  );
  workspace.write('packages/app/project.json', JSON.stringify({ name: 'app' }));
  workspace.commit();
  f001 = await workspace.project('F001');
});
afterAll(() => workspace.close());

it('nx show project gives the project of a spec', () => {
  expect(f001).toMatchObject({
    root: 'specs/features/phase-1/F001-first',
    tags: ['spec', 'kind:feature', 'phase:1'],
  });
  expect(f001.metadata).toMatchObject({
    description: 'Spec F001',
    technologies: ['specwave'],
    targetGroups: {
      'Wave 0: Layer 0: Step 0': ['T001', 'T002', 'wave-0'],
      'Wave 1: Layer 1: Step 1': ['T003', 'wave-1'],
    },
  });
  expect(Object.keys(f001.targets)).toEqual(
    expect.arrayContaining(['begin', 'T001', 'T002', 'T003', 'wave-0', 'wave-1', 'implement']),
  );
});

it('the id of a spec comes from its title, not from the number of its folder', async () => {
  expect((await workspace.project('I012')).root).toBe('specs/infrastructure/phase-0/001-store');
});

it('targets depend on open tasks, gates and the specs before, and on no finished task', () => {
  const { targets } = f001;
  expect(targets['begin']?.dependsOn).toEqual(['^implement']);
  expect(targets['T001']?.dependsOn).toEqual(['begin']);
  expect(targets['wave-0']?.dependsOn).toEqual(['T001']);
  expect(targets['T003']?.dependsOn).toEqual(['wave-0']);
  expect(targets['implement']?.dependsOn).toEqual(['wave-1']);
});

it('a task is hashed by its definition file, the context files and SPECWAVE_HINT, and leaves its result folder', () => {
  const { targets } = f001;
  expect(targets['T001']).toMatchObject({
    executor: 'specwave:task',
    cache: true,
    inputs: [
      { fileset: '{workspaceRoot}/.nx/specwave/inputs/F001/T001.json', includeIgnored: true },
      '{workspaceRoot}/specs/features/phase-1/F001-first/spec.md',
      { env: 'SPECWAVE_HINT' },
      { externalDependencies: [] },
    ],
    outputs: ['{workspaceRoot}/.nx/specwave/results/{projectName}/T001'],
  });
  expect(JSON.parse(workspace.read('.nx/specwave/inputs/F001/T001.json'))).toEqual({
    task: 'T001',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    settings: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});

it('nx graph shows specs after their infrastructure and earlier phases, and the code that they speak of', async () => {
  await workspace.nx('graph', '--file=graph.json');
  const { graph } = JSON.parse(workspace.read('graph.json'));
  const targets = (name: string): string[] =>
    graph.dependencies[name].map((edge: { target: string }) => edge.target).toSorted();
  expect(targets('I012')).toEqual(['app']);
  expect(targets('F001')).toEqual(['I012', 'app']);
  expect(targets('F002')).toEqual(['F001', 'I012']);
});

it('nx affected -t implement picks the spec that was changed and what comes after it', async () => {
  const tasks = 'specs/features/phase-2/F002-second/tasks.md';
  workspace.write(tasks, workspace.read(tasks).replace('Step 0', 'Step zero'));
  workspace.commit('Change F002');
  const { output } = await workspace.nx('show', 'projects', '--affected', '--base=HEAD~1', '--json');
  expect(JSON.parse(output)).toEqual(['F002']);
});

it('a spec folder named like a code project leaves that project its name', async () => {
  workspace.write('specs/app/tasks.md', '- [ ] T001 Do it\n');
  const { output } = await workspace.nx('show', 'projects', '--json');
  expect(JSON.parse(output)).toEqual(expect.arrayContaining(['app', 'specs-app']));
});
