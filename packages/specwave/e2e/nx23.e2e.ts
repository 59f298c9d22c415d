import { boxes, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

it('the oldest supported Nx carries out a spec', async () => {
  const workspace = Workspace.create({ nx: '23', isolatePlugins: true });
  const layers = [
    [recipeTask('T001', 'out/a.mjs'), recipeTask('T002', 'out/b.mjs')],
    [recipeTask('T003', 'out/c.mjs')],
  ];
  workspace.write('specs/features/phase-1/F001-first/tasks.md', taskList('F001', ...layers));
  workspace.commit();
  const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(boxes(workspace.read('specs/features/phase-1/F001-first/tasks.md'))).toBe('3/3');
  expect(output).toMatch(/Total: 1 spec \(1 completed\), 3 of 3 tasks done/);
  await workspace.close();
});
