/** An agent's tree is a whole workspace: with what git does not show it, and with word of what it cannot have. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DrivenAgents } from './support/drivenAgent';
import { recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

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

const JEST = require.resolve('jest/bin/jest');

it('a test runner that ignores `/.nx/` by path finds the tests in a tree, and one in the workspace finds none of a tree that is kept', async () => {
  workspace.write('jest.config.json', '{ "testPathIgnorePatterns": ["/\\\\.nx/"] }\n');
  workspace.write('sum.js', 'exports.sum = (a, b) => a + b;\n');
  workspace.write('sum.test.js', "test('adds', () => expect(require('./sum').sum(1, 2)).toBe(3));\n");
  workspace.write(LIST, taskList('F001', ['- [ ] T001 Break `sum.js`\n', '- [ ] T002 Mend `more.js`\n']));
  workspace.write(
    'specwave.yaml',
    agents.configuration(
      `commit: off\nlimits: { attempts: 1 }\nverify: ["node ${JEST} --ci --passWithNoTests --config jest.config.json"]\n`,
    ),
  );
  workspace.commit();
  agents.handleAll(async (invocation) => {
    if (invocation.task === 'T001') await invocation.write('sum.js', 'exports.sum = (a, b) => a - b;\n');
    else await invocation.write('more.js', 'exports.more = 1;\n');
    await invocation.exit(0);
  });
  expect((await workspace.carryOut('F001')).exitCode).toBe(1);
  const tasks = workspace.ledger().specs['F001']?.tasks;
  expect([tasks?.['T001']?.outcome, tasks?.['T002']?.outcome]).toEqual(['invalid', 'landed']);
  expect(existsSync(workspace.trees('kept/F001/T001/sum.test.js'))).toBe(true);
  const found = execFileSync(process.execPath, [JEST, '--listTests', '--rootDir', workspace.root], {
    cwd: workspace.root,
    encoding: 'utf8',
  });
  expect(found.trim().split('\n')).toEqual([join(workspace.root, 'sum.test.js')]);
});

it("what looks upwards from a tree finds nothing of the main tree's; trees stand in the user's cache folder", async () => {
  const cache = realpathSync(mkdtempSync(join(tmpdir(), 'specwave-e2e-cache-')));
  workspace.write('CLAUDE.md', 'Be brief.\n');
  workspace.write(LIST, taskList('F001', ['- [ ] T001 Create `out.txt`\n']));
  workspace.write('specwave.yaml', agents.configuration('commit: off\n'));
  workspace.commit();
  const found: string[] = [];
  let tree = '';
  agents.handleAll(async (invocation) => {
    ({ tree } = invocation);
    for (let folder = tree; dirname(folder) !== folder; folder = dirname(folder))
      if (existsSync(join(folder, 'CLAUDE.md'))) found.push(folder);
    await invocation.write('out.txt', 'done');
    await invocation.exit(0);
  });
  try {
    await workspace.carriesOut('F001', { environment: { SPECWAVE_TREES: '', XDG_CACHE_HOME: cache } });
  } finally {
    rmSync(cache, { recursive: true });
  }
  expect(found).toEqual([tree]);
  expect(dirname(dirname(dirname(tree)))).toBe(join(cache, 'specwave'));
});

it('has the ignored files that `include` and `.worktreeinclude` name, and what stands behind a skip-worktree bit; a change to that lands', async () => {
  workspace.write('.gitignore', 'node_modules\n.nx\n.env*\n');
  workspace.write('.worktreeinclude', '.env.local\n');
  workspace.write('settings.json', '{}\n');
  workspace.write(LIST, taskList('F001', ['- [ ] T001 Change `settings.json` and `out.txt`\n']));
  workspace.write('specwave.yaml', agents.configuration('include: [.env]\ncommit: off\n'));
  workspace.commit();
  workspace.git('update-index', '--skip-worktree', 'settings.json');
  for (const [path, text] of [
    ['.env', 'A=1\n'],
    ['.env.local', 'B=2\n'],
    ['.env.other', 'C=3\n'],
    ['settings.json', '{ "mine": true }\n'],
  ] as const)
    workspace.write(path, text);
  const seen: Record<string, string | null> = {};
  agents.handleAll(async (invocation) => {
    for (const path of ['.env', '.env.local', '.env.other', 'settings.json']) {
      const file = join(invocation.tree, path);
      seen[path] = existsSync(file) ? readFileSync(file, 'utf8') : null;
    }
    await invocation.write('.env', 'A=changed\n');
    await invocation.write('settings.json', '{ "mine": true, "theirs": true }\n');
    await invocation.write('out.txt', 'out\n');
    await invocation.exit(0);
  });
  await workspace.carriesOut('F001');
  expect(seen).toEqual({
    '.env': 'A=1\n',
    '.env.local': 'B=2\n',
    '.env.other': null,
    'settings.json': '{ "mine": true }\n',
  });
  expect(workspace.read('settings.json')).toBe('{ "mine": true, "theirs": true }\n');
  expect(workspace.read('.env')).toBe('A=1\n');
});

it('a task about files outside of a sparse checkout is told before an agent is paid, with the command that helps', async () => {
  for (const path of ['libs/a/index.js', 'libs/b/index.js']) workspace.write(path, 'old\n');
  workspace.write(LIST, taskList('F001', [recipeTask('T001', 'libs/b/index.js')]));
  workspace.commit();
  workspace.git('sparse-checkout', 'set', 'libs/a', 'specs');
  const refused = await workspace.carryOut('F001');
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('git sparse-checkout add libs/b');
  expect(workspace.read(LIST)).toContain('[ ] T001');
  workspace.git('sparse-checkout', 'add', 'libs/b');
  await workspace.carriesOut('F001');
  expect(workspace.read('libs/b/index.js')).toContain('T001');
});
