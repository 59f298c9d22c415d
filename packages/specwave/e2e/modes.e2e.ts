/** Which specs each form of `specwave` runs, in which order, and what becomes of the author's status files. */
import { recipeTask, failingTask, taskList } from './support/specs';
import { type NxResult, Workspace } from './support/workspace';

/** Two specs of infrastructure and three features in three phases. F003 needs I002, the others I001 only. */
const SPECS = {
  I001: 'specs/infrastructure/phase-0/001-auth',
  I002: 'specs/infrastructure/phase-1/002-cache',
  F001: 'specs/features/phase-1/F001-login',
  F002: 'specs/features/phase-1/F002-list',
  F003: 'specs/features/phase-2/F003-share',
} as const;
type Spec = keyof typeof SPECS;
const ALL = Object.keys(SPECS) as Spec[];

const PROJECT_FILE = '.claude/project.json';
const FEATURES_FILE = 'features.json';

/** The author's two files. Indentation, key order, comments and unknown fields differ, and are to stay. */
const SHAPES = {
  'objects, two spaces': {
    project: `{
  "//": "Kept by hand",
  "name": "demo",
  "infrastructure": {
    "existing": ["postgres"],
    "needed": [
      { "id": "I001", "status": "planned", "phase": 0, "name": "Auth", "spec_path": "${SPECS.I001}", "x-owner": "Ann" },
      {
        "spec_path": "${SPECS.I002}",   "id": "I002",
        "phase": 1,
        "depends_on": ["I001"],
        "priority": "P1",
        "status":   "planned"
      }
    ]
  }
}
`,
    features: `{
  "phases": { "1": ["F001", "F002"], "2": ["F003"] },
  "features": [
    { "id": "F001", "name": "Login", "status": "planned", "infrastructure_dependencies": ["I001"], "tasks_total": 0, "tasks_completed": 0 },
    { "id": "F002", "name": "List", "status": "planned", "infrastructure_dependencies": ["I001"] },
    { "id": "F003", "name": "Share", "status": "planned", "phase": 2, "infrastructure_dependencies": ["I002"], "notes": null }
  ],
  "version": 1.10
}`,
  },
  'lists, tabs, CRLF': {
    project: [
      '{',
      '\t"infrastructure": [',
      `\t\t{ "spec_path": "${SPECS.I001}", "id": "I001", "phase": 0, "status": "planned", "completed_at": null },`,
      `\t\t{ "spec_path": "${SPECS.I002}", "id": "I002", "phase": 1, "depends_on": ["I001"], "status": "planned", "completed_at": null }`,
      '\t]',
      '}',
      '',
    ].join('\r\n'),
    features: [
      '{',
      '\t"features": [',
      '\t\t{"id":"F001","status":"planned","phase":1,"infrastructure_dependencies":["I001"]},',
      '\t\t{"id":"F002","status":"planned","phase":1,"infrastructure_dependencies":["I001"]},',
      '\t\t{"id":"F003","status":"planned","phase":2,"infrastructure_dependencies":["I002"]}',
      '\t],',
      '\t"phases": [',
      '\t\t{ "number": 1, "name": "MVP", "features": ["F001", "F002"] },',
      '\t\t{ "number": 2, "name": "More", "features": ["F003"] }',
      '\t]',
      '}',
    ].join('\r\n'),
  },
} as const;

let workspace: Workspace;
/** The commit to go back to: nothing done yet. */
let start: string;

function furnish(shape: keyof typeof SHAPES, list: (id: Spec) => string): void {
  workspace = Workspace.create();
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  for (const id of ALL) workspace.write(`${SPECS[id]}/tasks.md`, list(id));
  workspace.write(PROJECT_FILE, SHAPES[shape].project);
  workspace.write(FEATURES_FILE, SHAPES[shape].features);
  workspace.commit();
  start = workspace.git('rev-parse', 'HEAD').trim();
}

const oneTask = (id: Spec): string => taskList(id, [recipeTask('T001', `out/${id}/a.js`)]);
const twoTasks = (id: Spec): string =>
  taskList(id, [recipeTask('T001', `out/${id}/a.js`)], [recipeTask('T002', `out/${id}/b.js`)]);

/** All that was done is taken back; what was done before replays from the cache. */
function reset(): void {
  workspace.git('reset', '--quiet', '--hard', start);
  workspace.git('clean', '-fdq');
}

async function succeeds(...words: string[]): Promise<string> {
  const { exitCode, output } = await workspace.specwave(...words);
  if (exitCode !== 0) throw new Error(`specwave ${words.join(' ')} ended with ${exitCode}:\n${output}`);
  return output;
}

/** The specs that were finished since the start, in the order in which they were. */
function finished(): string[] {
  const subjects = workspace.git('log', '--reverse', '--format=%s', `${start}..HEAD`).trim();
  return subjects === '' ? [] : subjects.split('\n').map((subject) => subject.replace(/^.* - /, ''));
}

function statuses(): Record<string, string> {
  const specs = Object.entries(workspace.ledger().specs);
  return Object.fromEntries(specs.map(([id, { status }]) => [id, status]));
}

/** The projects that the printed Nx command names. */
function projectsOf({ output, exitCode }: NxResult): string[] {
  const [, names] = /npx nx run-many -t implement -p (\S+)/.exec(output) ?? [];
  if (exitCode !== 0 || names === undefined) throw new Error(`no Nx command (exit ${exitCode}):\n${output}`);
  return names.split(',');
}

/** Whether every spec stands behind all that it needs. */
function isInOrder(specs: readonly string[]): boolean {
  const needs: Record<string, string[]> = {
    I002: ['I001'],
    F001: ['I001'],
    F002: ['I001'],
    F003: ['F001', 'F002', 'I002'],
  };
  return specs.every((spec, place) => (needs[spec] ?? []).every((each) => specs.indexOf(each) < place));
}

describe('five specs over three phases', () => {
  beforeAll(() => furnish('objects, two spaces', oneTask));
  afterAll(() => workspace.close());

  it.each<[string[], string, Spec[]]>([
    [['F001'], 'single-spec', ['I001', 'F001']],
    [['I001'], 'single-spec', ['I001']],
    [['phase-0/001-auth'], 'single-spec', ['I001']],
    [['F001', 'F002'], 'several-specs', ['I001', 'F001', 'F002']],
    [['--phase-0'], 'phase', ['I001']],
    [['--phase=1'], 'phase', ['I001', 'I002', 'F001', 'F002']],
    [['--infrastructure'], 'all-infrastructure', ['I001', 'I002']],
    [['--features'], 'all-features', ALL],
    [['--all'], 'full', ALL],
    [[], 'auto-continue', ALL],
  ])('%j means %s: the specs %j, each behind what it needs', async (words, mode, expected) => {
    const planned = await workspace.specwave(...words, '--dry-run');
    const projects = projectsOf(planned);
    expect(planned.output).toContain(`Mode: ${mode}, Strategy: `);
    expect(projects.toSorted()).toEqual(expected.toSorted());
    expect({ projects, isInOrder: isInOrder(projects) }).toEqual({ projects, isInOrder: true });
    expect(workspace.has('.claude/execution/execution.json')).toBe(false);
  });

  describe('when they are run', () => {
    afterEach(reset);

    it('one spec runs what it needs, and nothing else; then nothing typed goes on with the rest', async () => {
      await succeeds('phase-0/001-auth');
      expect(finished()).toEqual(['I001']);
      expect(statuses()).toEqual({ I001: 'completed' });

      const output = await succeeds();
      expect(output).toContain('complete, skipped: I001');
      expect(finished().toSorted()).toEqual(ALL.toSorted());
      expect({ order: finished(), isInOrder: isInOrder(finished()) }).toMatchObject({ isInOrder: true });

      const again = await succeeds('--all');
      expect(again).toContain('Nothing to do: all of it is complete.');
    });

    it('a phase runs what of earlier phases it needs', async () => {
      await succeeds('--phase-1', 'sequential');
      expect(finished().toSorted()).toEqual(['F001', 'F002', 'I001', 'I002']);
      expect(finished()[0]).toBe('I001');
    });

    it('infrastructure runs in the order of its phases', async () => {
      await succeeds('--infrastructure', 'in', 'parallel');
      expect(finished()).toEqual(['I001', 'I002']);
    });
  });
});

/** What of a status file may change, taken out of its text. */
function withoutStatus(text: string): string {
  return text
    .replace(/("(?:status|tasks_total|tasks_completed)":\s*)("[^"]*"|\d+)/g, '$1*')
    .replace(/,\s*"completed_at":\s*(?:null|"[^"]*")/g, '')
    .replace(/,\s*"remaining_tasks":\s*(?:\[[^\]]*\]|null)/g, '');
}

interface Item {
  id: string;
  status: string;
  completed_at?: string | null;
  remaining_tasks?: string[];
  tasks_total?: number;
  tasks_completed?: number;
}

/** All items of both files by id. */
function items(): Record<string, Item> {
  const { infrastructure } = JSON.parse(workspace.read(PROJECT_FILE)) as {
    infrastructure: Item[] | { needed: Item[] };
  };
  const { features } = JSON.parse(workspace.read(FEATURES_FILE)) as { features: Item[] };
  const needed = Array.isArray(infrastructure) ? infrastructure : infrastructure.needed;
  return Object.fromEntries([...needed, ...features].map((item) => [item.id, item]));
}

/** What is left: of the one shape by the command; of the other, without Nx what succeeds. (What fails is entered at its end.) */
async function runWhatIsLeft(shape: keyof typeof SHAPES, failing?: 'I002'): Promise<NxResult> {
  if (shape === 'objects, two spaces') return workspace.specwave('--all');
  if (failing === undefined) return workspace.carryOut('I002,F003');
  await workspace.carriesOut('I001,F001,F002');
  return workspace.nx('implement', failing);
}

describe.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])('status files as %s', (shape) => {
  beforeAll(() => furnish(shape, twoTasks));
  afterAll(() => workspace.close());

  it('a failing infrastructure spec blocks its features and only those, and files that are not ours stay', async () => {
    workspace.write(
      `${SPECS.I002}/tasks.md`,
      taskList('I002', [recipeTask('T001', 'out/I002/a.js')], [failingTask('T002')]),
    );
    workspace.commit('Make I002 fail');
    start = workspace.git('rev-parse', 'HEAD').trim();

    const { exitCode, output } = await runWhatIsLeft(shape, 'I002');
    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    expect(statuses()).toEqual({ I001: 'completed', I002: 'partial', F001: 'completed', F002: 'completed' });
    expect(workspace.has('out/F003')).toBe(false);

    const { I001, I002, F001, F003 } = items();
    expect(I001).toMatchObject({
      status: 'completed',
      completed_at: workspace.ledger().specs['I001']?.completed_at,
    });
    expect(I002).toMatchObject({ status: 'in_progress', remaining_tasks: ['T002'] });
    expect(F001).toMatchObject({ status: 'completed' });
    expect(F003).toMatchObject({ status: 'planned' });
    if (F001?.tasks_total !== undefined) expect(F001).toMatchObject({ tasks_total: 2, tasks_completed: 2 });

    expect(withoutStatus(workspace.read(PROJECT_FILE))).toBe(withoutStatus(SHAPES[shape].project));
    expect(withoutStatus(workspace.read(FEATURES_FILE))).toBe(withoutStatus(SHAPES[shape].features));
    const changed = workspace.git('diff', '--name-only', '--diff-filter=MD', start).trim().split('\n');
    expect(changed.toSorted()).toEqual(
      [
        PROJECT_FILE,
        FEATURES_FILE,
        ...(['I001', 'I002', 'F001', 'F002'] as const).map((id) => `${SPECS[id]}/tasks.md`),
      ].toSorted(),
    );
    const made = [
      ...workspace.git('diff', '--name-only', '--diff-filter=A', start).trim().split('\n'),
      ...workspace.git('ls-files', '--others', '--exclude-standard').trim().split('\n'),
    ];
    expect(made.filter((file) => !file.startsWith('out/') && file !== '')).toEqual([
      '.claude/execution/execution.json',
    ]);
    expect(workspace.read(`${SPECS.F001}/tasks.md`)).toBe(twoTasks('F001').replaceAll('- [ ]', '- [x]'));
  });

  it('once it is mended, the rest is done, and each item says so', async () => {
    const text = workspace.read(`${SPECS.I002}/tasks.md`);
    workspace.write(
      `${SPECS.I002}/tasks.md`,
      text.replace('exit 7', 'mkdir -p out/I002 && echo ok > out/I002/b.txt'),
    );
    const { exitCode, output } = await runWhatIsLeft(shape);
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(statuses()).toEqual(Object.fromEntries(ALL.map((id) => [id, 'completed'])));
    for (const item of Object.values(items())) {
      expect(item).toMatchObject({
        status: 'completed',
        completed_at: workspace.ledger().specs[item.id]?.completed_at,
      });
      expect(item.remaining_tasks ?? []).toEqual([]);
    }
    expect(withoutStatus(workspace.read(PROJECT_FILE))).toBe(withoutStatus(SHAPES[shape].project));
    expect(withoutStatus(workspace.read(FEATURES_FILE))).toBe(withoutStatus(SHAPES[shape].features));
  });
});
