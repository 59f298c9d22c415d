import { boxes, failingTask, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

describe.each([{ daemon: false }, { daemon: true }])(
  'nx run-many -t implement, with its daemon: $daemon',
  ({ daemon }) => {
    let workspace: Workspace;

    beforeAll(() => {
      workspace = Workspace.create({ daemon, isolatePlugins: true });
      const layers = [
        [recipeTask('T001', 'out/a.mjs'), recipeTask('T002', 'out/b.mjs')],
        [recipeTask('T003', 'out/c.mjs')],
      ];
      workspace.write('specs/features/phase-1/F001-first/tasks.md', taskList('F001', ...layers));
      const broken = [
        [failingTask('T001'), recipeTask('T002', 'out/d.mjs')],
        [recipeTask('T003', 'out/e.mjs')],
      ];
      workspace.write('specs/features/phase-1/F002-second/tasks.md', taskList('F002', ...broken));
      workspace.commit();
    });
    afterAll(() => workspace.close());

    it('does what can be done, skips what depends on a failed task, and exits 1', async () => {
      const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement');
      expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
      expect(boxes(workspace.read('specs/features/phase-1/F001-first/tasks.md'))).toBe('3/3');
      expect(boxes(workspace.read('specs/features/phase-1/F002-second/tasks.md'))).toBe('1/3');
      expect(workspace.has('out/c.mjs')).toBe(true);
      expect(workspace.has('out/d.mjs')).toBe(true);
      expect(workspace.has('out/e.mjs')).toBe(false);
    });

    it('the ledger says so, in the keys of the original format', () => {
      const { specs, overall } = workspace.ledger();
      expect(specs['F001']).toMatchObject({
        status: 'completed',
        tasks_total: 3,
        tasks_completed: 3,
        remaining: 0,
      });
      expect(specs['F001']?.completed_at).toEqual(expect.any(String));
      expect(specs['F002']).toMatchObject({
        status: 'partial',
        tasks_total: 3,
        tasks_completed: 1,
        remaining: 2,
      });
      expect(specs['F002']?.tasks['T001']).toMatchObject({ status: 'pending', outcome: 'failed' });
      expect(specs['F001']?.tasks['T001']).toMatchObject({
        status: 'completed',
        outcome: 'landed',
        agent: 'recipe',
      });
      expect(overall).toMatchObject({ total_specs: 2, completed: 1, in_progress: 0, pending: 0, partial: 1 });
    });

    it('a second run starts only what is left, and completes it once its cause is mended', async () => {
      const tasks = 'specs/features/phase-1/F002-second/tasks.md';
      workspace.write(tasks, workspace.read(tasks).replace('exit 7', 'exit 0'));
      const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement', '--output-style=static');
      expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
      const ran = [...output.matchAll(/> nx run (F\d+:T\d+)/g)].map(([, task]) => task);
      expect(ran).toEqual(['F002:T001', 'F002:T003']);
      expect(boxes(workspace.read(tasks))).toBe('3/3');
      expect(workspace.ledger().specs['F002']).toMatchObject({ status: 'completed', remaining: 0 });
    });

    // The daemon keeps the graph: what that changes is what a second run does.
    if (daemon) return;

    it('a third run has nothing to do and says that all is complete', async () => {
      const before = workspace.read('.claude/execution/execution.json');
      const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement', '--output-style=static');
      expect(exitCode).toBe(0);
      expect(output).not.toContain('> nx run F001:T');
      expect(output).toMatch(/Total: 2 specs \(2 completed\), 6 of 6 tasks done/);
      expect(workspace.read('.claude/execution/execution.json')).toBe(before);
    });
  },
);

describe('the summary at the end of a run', () => {
  it('is on the screen by default, with a row per spec, what remains by name, and what to run next', async () => {
    const workspace = Workspace.create();
    workspace.write('specs/F001/tasks.md', taskList('F001', [recipeTask('T001', 'out/a.mjs')]));
    workspace.write(
      'specs/F002/tasks.md',
      taskList('F002', [failingTask('T001')], [recipeTask('T002', 'out/b.mjs')]),
    );
    const { output } = await workspace.nx('run-many', '-t', 'implement');
    expect(output).toMatch(/F001 +Spec F001 +completed +1\/1 +0/);
    expect(output).toMatch(/F002 +Spec F002 +partial +0\/2 +2/);
    expect(output).toMatch(/F002:T001 +Fail — failed/);
    expect(output).toMatch(/F002:T002/);
    expect(output).toContain('Next: npx nx implement F002');
    await workspace.close();
  });

  it('a task that spells out nothing ends as needs-agent, is not ticked, and is told how to configure an agent', async () => {
    const workspace = Workspace.create();
    workspace.write('specs/F001/tasks.md', '# Tasks for F001: Prose\n\n- [ ] T001 Make it nice\n');
    const { exitCode, output } = await workspace.carryOut('F001');
    expect(exitCode).toBe(1);
    expect(output).toContain('needs-agent');
    expect(output).toContain('specwave.yaml');
    expect(boxes(workspace.read('specs/F001/tasks.md'))).toBe('0/1');
    expect(workspace.ledger().specs['F001']?.tasks['T001']).toMatchObject({ outcome: 'needs-agent' });
    await workspace.close();
  });
});
