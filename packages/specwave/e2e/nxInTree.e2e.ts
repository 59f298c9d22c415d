/** `nx` in an agent's tree: it uses the workspace's own cache, and starts nothing that stays. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { recipeTask, taskList } from './support/specs';
import { Workspace } from './support/workspace';

const LIST = 'specs/F001/tasks.md';

let home: string;
let workspace: Workspace;

beforeEach(() => {
  // Nx shares a cache in `~/.nx` only where that is not below /tmp.
  const cache = resolve(__dirname, '../../../.cache');
  mkdirSync(cache, { recursive: true });
  home = mkdtempSync(join(cache, 'home-'));
});
afterEach(async () => {
  await workspace.close();
  rmSync(home, { recursive: true, force: true });
});

it.each([
  ['by its first commit', null],
  ['by the address of its remote', 'https://example.invalid/acme/shop.git'],
])(
  'a test that ran in the workspace, known %s, is a hit in a tree; one of changed code runs',
  async (_, remote) => {
    const log = join(home, 'log');
    workspace = Workspace.create({
      daemon: true,
      environment: { HOME: home, NX_CACHE_DIRECTORY: '' },
    });
    workspace.write(
      'lib/project.json',
      JSON.stringify({
        name: 'lib',
        targets: { test: { command: `pwd >> ${log}`, cache: true, inputs: ['{projectRoot}/**/*'] } },
      }),
    );
    workspace.write('lib/index.js', 'one\n');
    workspace.write(
      LIST,
      taskList('F001', [recipeTask('T001', 'docs/a.md'), recipeTask('T002', 'lib/more.js')]),
    );
    workspace.write(
      'specwave.yaml',
      'commit: off\nverify: [npx nx test lib, "[ ! -e .nx/workspace-data/d/server-process.json ]"]\n',
    );
    workspace.commit();
    if (remote !== null) workspace.git('remote', 'add', 'origin', remote);
    await workspace.succeeds('test', 'lib');
    await workspace.succeeds('implement', 'F001', '--parallel=1');
    const ran = readFileSync(log, 'utf8').trim().split('\n');
    expect(ran).toEqual([workspace.root, expect.stringContaining(workspace.trees('trees'))]);
    expect(existsSync(join(workspace.root, '.nx/workspace-data/d/server-process.json'))).toBe(true);
  },
);
