/** The author's status files, and the last words of specs and runs. */
import { failingTask, recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

const INFRASTRUCTURE = 'specs/infrastructure/phase-0/001-storage';
const FEATURE = 'specs/features/phase-1/F001-links';

/** `.claude/project.json`, in somebody's own writing. */
const project = (fields: string): string => `{
	"//": "Kept by hand",
	"infrastructure": {
		"existing": ["git"],
		"needed": [
			{ "id": "I012", "name": "Storage",   "spec_path": "${INFRASTRUCTURE}", ${fields}, "owner": {"team": "a"} }
		]
	}
}`;
const features = (fields: string): string =>
  `{"features":[\r\n  {"id":"F001","tasks_total":0,"tasks_completed":0,${fields}}\r\n],"phases":{"1":["F001"]}}\r\n`;

describe('a workspace with a project.json and a features.json', () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = Workspace.create();
    for (const [name, value] of [
      ['user.name', 'Test'],
      ['user.email', 'test@example.invalid'],
      ['commit.gpgsign', 'false'],
    ])
      workspace.git('config', name ?? '', value ?? '');
    workspace.write('specwave.yaml', 'next: { infrastructure: ["/deployment:prepare {spec}"] }\n');
    workspace.write(`${INFRASTRUCTURE}/tasks.md`, taskList('I012', [recipeTask('T001', 'out/store.mjs')]));
    workspace.write(
      `${FEATURE}/tasks.md`,
      taskList(
        'F001',
        [recipeTask('T001', 'out/a.mjs')],
        [failingTask('T002'), recipeTask('T003', 'out/b.mjs')],
      ),
    );
    workspace.write('.claude/project.json', project('"status": "planned"'));
    workspace.write('features.json', features('"status":"planned"'));
    workspace.commit();
  });
  afterAll(() => workspace.close());

  const completedAt = (spec: string): string => workspace.ledger().specs[spec]?.completed_at ?? '';

  it('a run that fails half-way enters what is complete, what is left, and what to do', async () => {
    const { exitCode, output } = await workspace.nx('run-many', '-t', 'implement');
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    const complete = project('"status": "completed"').replace(
      '{"team": "a"}',
      `{"team": "a"}, "completed_at": "${completedAt('I012')}"`,
    );
    expect(workspace.read('.claude/project.json')).toBe(complete);
    expect(workspace.git('show', 'HEAD:.claude/project.json')).toBe(complete);
    const partial = features('"status":"in_progress","remaining_tasks":["T002"]');
    expect(workspace.read('features.json')).toBe(
      partial.replace('"tasks_total":0,"tasks_completed":0', '"tasks_total":3,"tasks_completed":2'),
    );
    expect(output).toContain('Warning: 1 task not completed');
    expect(output).toContain('Next: npx nx implement F001');
    expect(output).toContain('/deployment:prepare I012');
  });

  it('a run that completes the spec enters that, and commits it', async () => {
    const tasks = `${FEATURE}/tasks.md`;
    workspace.write(tasks, workspace.read(tasks).replace('exit 7', 'exit 0'));
    workspace.commit('Mend the task');
    const output = await workspace.carriesOut('F001');
    const complete = features(`"status":"completed","completed_at":"${completedAt('F001')}"`).replace(
      '"tasks_total":0,"tasks_completed":0',
      '"tasks_total":3,"tasks_completed":3',
    );
    expect(workspace.read('features.json')).toBe(complete);
    expect(workspace.git('show', 'HEAD:features.json')).toBe(complete);
    expect(workspace.git('status', '--porcelain')).toBe('');
    expect(output).toContain('/deployment:prepare F001');
  });
});
